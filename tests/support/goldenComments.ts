import * as fs from "fs";
import * as path from "path";
import { markdown } from "../../automation/markdown";
import { previewCommand } from "../../automation/preview";
import { manyStacks, type CommentInput } from "./comments";
import { change, makeProject, SAMPLE } from "./project";
import { buildAll } from "./states";

export const text = ({ result, trees, sentences, calls }: CommentInput): string =>
  `${markdown(result, trees, sentences, calls).join("\n")}\n`;

/**
 * The comment on a change of the sample settings that moves the range of a customer's clients and has
 * targets checked more often: a rule made, a rule deleted, a target group updated.
 */
async function threeResources(): Promise<string> {
  const { folder } = await buildAll(makeProject());
  const range = change(SAMPLE.service, "clientCidrs: [10.1.0.0/16]", "clientCidrs: [10.7.0.0/16]");
  const checks = "  private-api:loadBalancer: { healthCheck: { interval: 10 } }";
  const service = change(range, "config:\n", `config:\n${checks}\n`);
  const out: string[] = [];
  const terminal = { out: (line: string) => void out.push(line), err: () => undefined };
  const directory = makeProject({ service });
  await previewCommand({ directory, parallel: 2, against: folder, markdown: true }, terminal);
  return `${out.join("\n")}\n`;
}

/** The comments that are compared byte for byte, by their files. */
export const COMMENTS: Record<string, () => Promise<string>> = {
  "3-resources.md": threeResources,
  "2000-resources-300-customers.md": () => Promise.resolve(text(manyStacks())),
};

export const GOLDEN = path.join(__dirname, "..", "automation", "golden");

/** Writes them anew; what they then say is to be read before it is kept. */
export async function writeComments(): Promise<void> {
  for (const [file, make] of Object.entries(COMMENTS)) {
    fs.writeFileSync(path.join(GOLDEN, file), await make());
  }
}

if (require.main === module) {
  void writeComments();
}
