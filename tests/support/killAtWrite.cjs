// Loaded before the command line: ends the process by SIGKILL right after its n-th change of a folder.
//
// KILL_FOLDER  the folder whose changes count
// KILL_AFTER   n; without it the process lives, and lists its changes in the file KILL_LIST
//
// Every write of a state or a world is synchronous, so what stands on the disk after one of them is all
// that a process killed there leaves.
const fs = require("fs");
const path = require("path");

const { KILL_FOLDER: folder, KILL_AFTER: last, KILL_LIST: list } = process.env;
const SCRATCH = /\.\d+\.tmp$/;
const changes = [];

/** Has a function of `fs` count what it does to the file that its argument number `which` names. */
function watch(name, which, what, counts = () => true) {
  const original = fs[name];
  fs[name] = (...args) => {
    const file = String(args[which]);
    const counted = path.dirname(path.resolve(file)) === folder && counts(file);
    const result = original(...args);
    if (counted) {
      changes.push(`${what} ${path.basename(file).replace(SCRATCH, ".tmp")}`);
      if (changes.length === Number(last)) {
        process.kill(process.pid, "SIGKILL");
      }
    }
    return result;
  };
}

watch("appendFileSync", 0, "append");
// Appending writes by this function, too: counted are the files that will take another's place.
watch("writeFileSync", 0, "write", (file) => SCRATCH.test(file));
watch("renameSync", 1, "replace");
watch("rmSync", 0, "remove", (file) => fs.existsSync(file));

if (list) {
  process.once("exit", () => fs.writeFileSync(list, JSON.stringify(changes)));
}

// Two thirds of the time that a run takes go to loading what the SDK has for functions inside programs,
// which none of ours has.
const Module = require("module");
const load = Module._load;
const UNUSED = ["@npmcli/arborist", "../../typescript-shim"];
Module._load = (request, ...rest) => (UNUSED.includes(request) ? {} : load(request, ...rest));
