#!/usr/bin/env node
// Starts the command line: installs and bundles first where that is needed.
import { createRequire } from "node:module";
import { ensureBuilt } from "../scripts/build.mjs";
import { ensureInstalled } from "../scripts/install.mjs";

ensureInstalled();
const { main } = createRequire(import.meta.url)(await ensureBuilt());
await main(process.argv.slice(2));
