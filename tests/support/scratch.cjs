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
  fs.rmSync(process.env.PRIVATE_API_TEST_FOLDER, { recursive: true, force: true });
};
