/** What other flags a command needs to mean the same stacks. */
const FLAGS = [
  { given: /^--target(=|\s)aws$/, flag: "--target aws" },
  { given: /^--engine(=|\s)pulumi$/, flag: "--engine pulumi" },
];

/** Commands that have stacks to work on. */
const COMMAND =
  /\b((?:npx )?private-api (?:up|preview|destroy|drift|outputs|contract))\b(?! --(?:target|engine))/g;

/**
 * Has the commands that a message names mean the stacks of the command that said it: a fix without
 * `--target aws` would change the simulated cloud.
 *
 * @param argv what the command was called with
 */
export function ownCommands(argv: readonly string[]): (text: string) => string {
  const pairs = argv.flatMap((word, i) => [word, `${word} ${argv[i + 1] ?? ""}`]);
  const flags = FLAGS.filter(({ given }) => pairs.some((pair) => given.test(pair)));
  // AWS has one engine.
  const own = flags.slice(0, 1).map(({ flag }) => ` ${flag}`);
  return (text) => (own.length === 0 ? text : text.replace(COMMAND, `$1${own.join("")}`));
}
