// One scratch folder for a whole run of the tests, removed at its end: the processes that run test files side
// by side are ended without their exit handlers.
const fs = require("fs");
const os = require("os");
const path = require("path");

exports.mochaGlobalSetup = () => {
  const parent = fs.realpathSync(os.tmpdir());
  process.env.PRIVATE_API_TEST_FOLDER = fs.mkdtempSync(path.join(parent, "private-api-tests-"));
};

exports.mochaGlobalTeardown = () => {
  const notRun = path.join(process.env.PRIVATE_API_TEST_FOLDER, "not-run");
  if (fs.existsSync(notRun)) {
    const counts = fs.readFileSync(notRun, "utf8").split("\n").map(Number);
    const sum = counts.reduce((all, count) => all + count, 0);
    console.log(
      `not run: ${sum} tests of the real Pulumi engine (npm run engine, with its CLI on the path)`,
    );
  }
  fs.rmSync(process.env.PRIVATE_API_TEST_FOLDER, { recursive: true, force: true });
};
