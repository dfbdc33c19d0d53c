// Writes simulator/aws/declared.json: what the type files of the pinned @pulumi/aws declare for every
// type that the model knows. A test compares the file with the type files.
import { createRequire } from "node:module";
import { writeFileSync } from "node:fs";

const require = createRequire(import.meta.url);
require("ts-node/register/transpile-only");
const { readTypeFiles } = require("../tests/support/typeFiles.ts");
const { modelledTypes } = require("../simulator/aws/models.ts");
const file = new URL("../simulator/aws/declared.json", import.meta.url);
writeFileSync(file, `${JSON.stringify(readTypeFiles(modelledTypes()), null, 1)}\n`);
