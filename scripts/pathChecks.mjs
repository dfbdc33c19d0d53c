// Writes docs/path-checks.md: every check of paths/checks/ for people. A test compares the two.
import { createRequire } from "node:module";
import { writeFileSync } from "node:fs";

const require = createRequire(import.meta.url);
require("ts-node/register/transpile-only");
const { PATH_CHECKS, renderPathChecks } = require("../tests/support/pathChecks.ts");
writeFileSync(PATH_CHECKS, await renderPathChecks());
