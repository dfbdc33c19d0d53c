import assert from "node:assert/strict";
import * as fs from "fs";
import * as os from "os";
import * as path from "path";
import * as vm from "vm";
import { bundleFunction } from "../../components/bundle";
import { functionFolders, FUNCTIONS_DIRECTORY } from "../../components/functionFolders";

const HELLO = path.join(FUNCTIONS_DIRECTORY, "hello");

type Handler = (event: unknown) => Promise<unknown>;

/** Evaluates a CommonJS file as Lambda's runtime does, and takes its handler. */
function handlerOf(source: string): Handler {
  const module = { exports: {} as { handler?: Handler } };
  const evaluate = vm.runInThisContext(`(function (module, exports, require) {${source}\n})`) as (
    ...scope: unknown[]
  ) => void;
  evaluate(module, module.exports, require);
  assert.ok(module.exports.handler);
  return module.exports.handler;
}

describe("the bundle of a function", () => {
  let folder: string;
  const write = (text: string, file = "index.ts") =>
    fs.writeFileSync(path.join(folder, file), text);

  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "bundle-"));
  });
  afterEach(() => {
    fs.rmSync(folder, { recursive: true });
  });

  it("answers Hello from Lambda when it is evaluated", async () => {
    assert.deepEqual(await handlerOf(await bundleFunction(HELLO))({}), {
      statusCode: 200,
      headers: { "Content-Type": "text/plain; charset=utf-8" },
      body: "Hello from Lambda",
    });
  });

  it("is the same text each time, and in whatever folder the source lies", async () => {
    const once = await bundleFunction(HELLO);
    assert.equal(await bundleFunction(HELLO), once);
    fs.copyFileSync(path.join(HELLO, "index.ts"), path.join(folder, "index.ts"));
    assert.equal(await bundleFunction(folder), once);
    assert.ok(!once.includes(folder) && !once.includes(FUNCTIONS_DIRECTORY));
  });

  it("does not depend on a tsconfig.json beside the source", async () => {
    write("class A { x = 1; }\nexport const handler = () => Promise.resolve(new A().x);");
    const without = await bundleFunction(folder);
    write('{ "compilerOptions": { "useDefineForClassFields": false } }', "tsconfig.json");
    assert.equal(await bundleFunction(folder), without);
  });

  it("holds the files that the source imports, and letters beyond ASCII as they are", async () => {
    write('export const text = "こんにちは";', "text.ts");
    write('import { text } from "./text";\nexport const handler = () => Promise.resolve(text);');
    const source = await bundleFunction(folder);
    assert.equal(await handlerOf(source)({}), "こんにちは");
    assert.ok(source.includes("こんにちは"));
  });

  it("leaves AWS's own SDK to the runtime, which holds it", async () => {
    write('import * as s3 from "@aws-sdk/client-s3";\nexport const handler = () => s3;');
    assert.match(await bundleFunction(folder), /require\("@aws-sdk\/client-s3"\)/);
  });

  it("fails with file and line when the source does not compile", async () => {
    write("export const handler = 1;\nconst = 2;");
    await assert.rejects(bundleFunction(folder), /index\.ts:2:6: ERROR/);
  });
});

describe("the folders of functions", () => {
  it("are those beside the program that hold an index.ts", () => {
    assert.ok(functionFolders(FUNCTIONS_DIRECTORY).includes("hello"));
  });

  it("are told by name, without files and without folders that hold no function", () => {
    const directory = fs.mkdtempSync(path.join(os.tmpdir(), "functions-"));
    for (const name of ["b", "a", "empty"]) {
      fs.mkdirSync(path.join(directory, name));
    }
    for (const file of ["a/index.ts", "b/index.ts", "index.ts", "empty/other.ts"]) {
      fs.writeFileSync(path.join(directory, file), "");
    }
    assert.deepEqual(functionFolders(directory), ["a", "b"]);
    fs.rmSync(directory, { recursive: true });
  });
});
