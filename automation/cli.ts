import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import { DEBUG, failureOf } from "./failure";
import { interruptible } from "./interrupt";
import type { Terminal } from "./opening";
import { ownCommands } from "./ownCommand";
import { BUILTIN, defaultParallel } from "./target";

/** Where a log is written rather than a screen: there nothing is drawn in place, and nobody answers. */
const isLog = process.env["CI"] !== undefined || process.stderr.isTTY !== true;

const own = ownCommands(process.argv);

const terminal: Terminal = {
  out: (line) => process.stdout.write(`${line}\n`),
  err: (line) => process.stderr.write(`${own(line)}\n`),
  ...(isLog ? {} : { live: process.stderr }),
  ...(isLog || process.stdin.isTTY !== true ? {} : { ask }),
};

async function ask(question: string): Promise<string> {
  const { createInterface } = await import("readline/promises");
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await lines.question(question);
  } catch (error) {
    if (error instanceof Error && error.name === "AbortError") {
      // Ctrl-C and Ctrl-D are no yes.
      return "";
    }
    throw error;
  } finally {
    lines.close();
  }
}

/** The terminal, of a command that a Ctrl-C ends cleanly. */
function careful({ target }: { target?: string }): Terminal {
  const told: Terminal = { ...terminal };
  told.signal = interruptible((line) => told.err(line), target === "aws");
  return told;
}

function positiveInteger(value: string): number {
  if (!/^[1-9]\d{0,4}$/.test(value)) {
    throw new InvalidArgumentError("It takes a whole number from 1 to 99999.");
  }
  return Number(value);
}

/** Names with commas between. None at all would mean every stack, which nobody means by an empty word. */
function names(value: string): string[] {
  const given = value.split(",").map((name) => name.trim());
  if (given.includes("")) {
    throw new InvalidArgumentError("It takes names of stacks with commas between.");
  }
  return given;
}

/** A path, which an empty word is not: an unset variable would otherwise mean this folder. */
function place(value: string): string {
  if (value === "") {
    throw new InvalidArgumentError("It takes a path.");
  }
  return value;
}

/** The values of an option that may be repeated. */
const collect = (value: string, before: string[] = []): string[] => [...before, value];

/** The command line; each command loads what it needs when it runs. */
function commandLine(finish: (code: number) => void): Command {
  const directory = process.cwd();
  const cli = new Command("private-api")
    .description("A private API, reachable from other accounts: built and explained in one run.")
    .exitOverride()
    .showHelpAfterError("(private-api --help lists the commands)");
  const withState = (command: Command) =>
    command
      .option("--state <dir>", "where states are kept (default: .private-api/simulated)", place)
      .option("--stacks <a,b>", "only these stacks", names)
      .addOption(new Option("--target <cloud>", "what to build on").choices(["simulated", "aws"]))
      .addOption(
        new Option("--engine <name>", "the engine in this process, or pulumi: its CLI").choices([
          "builtin",
          "pulumi",
        ]),
      )
      .option("--json", "one JSON value on stdout and nothing else");
  const withRun = (command: Command) =>
    withState(command).option(
      "--parallel <n>",
      "customers side by side (default: 8; on aws 16; with --engine pulumi one for each processor)",
      positiveInteger,
    );

  withRun(cli.command("up"))
    .description("build every stack in dependency order; then show the calls")
    .option("-y, --yes", "on aws: do not ask")
    .option("--full", "show every resource")
    .action(async (options: object) => {
      const { upCommand } = await import("./commands");
      finish(await upCommand({ ...options, directory }, careful(options)));
    });
  withRun(cli.command("preview"))
    .description("what an up would change, and nothing else")
    .option("--full", "show every resource")
    .addOption(new Option("--markdown", "for a comment on a pull request").conflicts("json"))
    .option("--out <dir>", "write the states that an up would leave", place)
    .option("--against <dir>", "compare with these states, not with the kept ones", place)
    .action(async (options: object) => {
      const { previewCommand } = await import("./preview");
      finish(await previewCommand({ ...options, directory }, careful(options)));
    });
  withRun(cli.command("destroy"))
    .description("delete everything that the stacks have, customers first")
    .option("-y, --yes", "on aws: do not ask")
    .option("--full", "show every resource")
    .action(async (options: object) => {
      const { destroyCommand } = await import("./commands");
      finish(await destroyCommand({ ...options, directory }, careful(options)));
    });
  cli
    .command("trace")
    .description("one call, hop by hop: private-api trace --from customer -- curl https://…")
    .argument("[curl...]", "a curl command line, after --")
    .requiredOption("--from <place>", "a stack, probe:<stack>, internet, or onprem:<address>")
    .option("--url <url>", "in place of a curl command line, with the options of curl below")
    .option("-k, --insecure", "do not look at the certificate")
    .option("-X, --request <verb>", "the verb")
    .option("-I, --head", "ask for the headers alone")
    .option("-H, --header <header>", "a header; may be repeated", collect)
    .option("--resolve <host:port:address>", "may be repeated", collect)
    .option("--connect-to <host:port:host:port>", "may be repeated", collect)
    .option(
      "--state <dir>",
      "a folder of exports, a file, or - (default: .private-api/simulated)",
      place,
    )
    .option("--expect <verdict or code>", "exit with 1 when it comes out otherwise")
    .option("--json", "one JSON value on stdout and nothing else")
    .action(async (words: string[], options: object) => {
      const { traceCommand } = await import("./trace");
      finish(await traceCommand(words, options, terminal));
    });
  cli
    .command("verify")
    .description("every stack's calls, and the published ones: what comes of each")
    .option(
      "--state <dir>",
      "a folder of exports, a file, or - (default: .private-api/simulated)",
      place,
    )
    .option("--stacks <a,b>", "only calls from these stacks", names)
    .addOption(
      new Option("--target <cloud>", "aws: have the probes make the calls, too (private-api:probe)")
        .choices(["simulated", "aws"])
        .default("simulated"),
    )
    .option("--full", "hop by hop")
    .option("--json", "one JSON value on stdout and nothing else")
    .action(async ({ target, ...options }: { target: string }) => {
      if (target === "aws") {
        const { observeCommand } = await import("./observe/command");
        return finish(await observeCommand({ ...options, directory }, terminal));
      }
      const { verifyCommand } = await import("./verify");
      finish(await verifyCommand(options, terminal));
    });
  withState(cli.command("outputs"))
    .description("what the stacks export")
    .option("--show-secrets", "secret values as they are, in place of [secret]")
    .action(async (options: object) => {
      const { outputsCommand } = await import("./commands");
      finish(await outputsCommand({ ...options, directory }, terminal));
    });
  withRun(cli.command("drift"))
    .description("what the world has otherwise than the states say; writes nothing, 1 if anything")
    .action(async (options: object) => {
      const { driftCommand } = await import("./driftCommand");
      finish(await driftCommand({ ...options, directory }, careful(options)));
    });
  cli
    .command("world")
    .description("the simulated world")
    .command("seed <file>")
    .description("put things into it that were there before any stack")
    .option("--state <dir>", "where states are kept (default: .private-api/simulated)", place)
    .addOption(new Option("--engine <name>", "whose world").choices(["builtin", "pulumi"]))
    .option("--json", "one JSON value on stdout and nothing else")
    .action(async (file: string, options: object) => {
      const { worldSeedCommand } = await import("./worldSeed");
      finish(worldSeedCommand({ ...options, file }, terminal));
    });
  cli
    .command("contract")
    .description("the contract of the service, for customers who cannot read its stack")
    .option("--state <dir>", "where states are kept (default: .private-api/simulated)", place)
    .addOption(new Option("--target <cloud>", "whose contract").choices(["simulated", "aws"]))
    .addOption(new Option("--engine <name>", "whose states").choices(["builtin", "pulumi"]))
    .option("--stacks <service>", "which service, where there are several", names)
    .action(async (options: object) => {
      const { contractCommand } = await import("./commands");
      finish(await contractCommand({ ...options, directory }, terminal));
    });
  cli
    .command("stacks")
    .description("the stacks in the order in which they are built")
    .option("--stacks <a,b>", "only these stacks", names)
    .option("--json", "one JSON value on stdout and nothing else")
    .action(async (options: object) => {
      const { stacksCommand } = await import("./commands");
      finish(stacksCommand({ ...options, directory }, terminal));
    });
  cli
    .command("demo")
    .description("build everything from nothing in a scratch folder and show what matters")
    .option("--full", "show every resource")
    .action(async (options: object) => {
      const { demoCommand } = await import("./demo");
      const parallel = defaultParallel(BUILTIN);
      finish(await demoCommand({ ...options, directory, parallel }, terminal));
    });
  return cli;
}

/** Parses, runs and exits: 0 done, 1 something failed, 2 wrong usage or settings. */
export async function main(argv: readonly string[]): Promise<void> {
  let code = 0;
  try {
    await commandLine((finished) => (code = finished)).parseAsync([...argv], { from: "user" });
  } catch (error) {
    code = exitCodeOf(error);
  }
  // Whatever a failed program left behind must not keep the process alive.
  process.stdout.write("", () => process.exit(code));
}

function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) {
    return error.exitCode === 0 ? 0 : 2;
  }
  const { message, code } = failureOf(error, `DEBUG=${process.env["DEBUG"]}` === DEBUG);
  terminal.err(message);
  return code;
}
