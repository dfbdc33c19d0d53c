import { strict as assert } from "assert";
import * as fs from "fs";
import * as os from "os";
import * as path from "path";

/** The root of this repository. */
export const ROOT = path.join(__dirname, "..", "..");

const tracked = (file: string): string => fs.readFileSync(path.join(ROOT, file), "utf8");

/** The tracked settings, as text. */
export const SAMPLE = {
  project: tracked("Pulumi.yaml"),
  service: tracked("Pulumi.service.yaml"),
  customer: tracked("Pulumi.customer.yaml"),
};

export interface ProjectFiles {
  /** Text of `Pulumi.service.yaml`; the tracked one unless given, none for `null`. */
  service?: string | null;
  /** Text of `Pulumi.customer.yaml`; the tracked one unless given, none for `null`. */
  customer?: string | null;
  /** Further files, or others in place of those, by path below the project's folder. */
  extra?: Record<string, string>;
}

const made: string[] = [];
process.once("exit", () =>
  made.forEach((folder) => fs.rmSync(folder, { recursive: true, force: true })),
);

/** Makes a scratch folder, which lasts as long as the tests run. @returns its path */
export function makeFolder(): string {
  const parent = process.env["PRIVATE_API_TEST_FOLDER"] ?? fs.realpathSync(os.tmpdir());
  const folder = fs.mkdtempSync(path.join(parent, "private-api-test-"));
  made.push(folder);
  return folder;
}

/** Makes a project of settings files alone in a scratch folder. @returns the folder's path */
export function makeProject(files: ProjectFiles = {}): string {
  const { service = SAMPLE.service, customer = SAMPLE.customer, extra = {} } = files;
  const texts: Record<string, string | null> = {
    "Pulumi.yaml": SAMPLE.project,
    "Pulumi.service.yaml": service,
    "Pulumi.customer.yaml": customer,
    ...extra,
  };
  const folder = makeFolder();
  for (const [name, text] of Object.entries(texts)) {
    if (text !== null) {
      fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
      fs.writeFileSync(path.join(folder, name), text);
    }
  }
  return folder;
}

/**
 * The text with one part of it replaced.
 *
 * @throws when the text does not hold that part exactly once: a test that changes nothing tests nothing
 */
export function change(text: string, from: string, to: string): string {
  assert.equal(text.split(from).length, 2, `"${from}" is not in the text exactly once`);
  return text.replace(from, () => to);
}

/** A project in which one part of one stack's sample settings is replaced. */
export function changed(stack: "service" | "customer", from: string, to: string): ProjectFiles {
  return { [stack]: change(SAMPLE[stack], from, to) };
}
