// Mocha's spec reporter, and a last line that machines read.
const { reporters } = require("mocha");

module.exports = class extends reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    runner.once("end", () => {
      const { passes, failures } = this.stats;
      process.on("exit", () => process.stdout.write(`${passes} passed, ${failures} failed\n`));
    });
  }
};
