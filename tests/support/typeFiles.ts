import * as path from "path";
import * as ts from "typescript";

/** What the type file of an AWS resource declares. */
export interface DeclaredType {
  /** Every argument, and whether it must be given. */
  inputs: Record<string, "required" | "optional">;
  /** Every readable property, without `id` and `urn`. */
  outputs: string[];
}

/** `aws:ec2/vpcEndpoint:VpcEndpoint` as the type file that declares it. */
function typeFile(token: string): string {
  const [, module = "", name = ""] = /^aws:(.+):(\w+)$/.exec(token) ?? [];
  if (!name) {
    throw new Error(`${token} is not the type of an AWS resource`);
  }
  const file = require.resolve(`@pulumi/aws/${module}`);
  return path.join(path.dirname(file), `${path.basename(file, ".js")}.d.ts`);
}

/** Reads the type files of resources with the TypeScript compiler. */
export function readTypeFiles(tokens: readonly string[]): Record<string, DeclaredType> {
  return Object.fromEntries(
    [...tokens].sort().map((token) => {
      const file = typeFile(token);
      const text = ts.sys.readFile(file) ?? "";
      const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
      const name = token.slice(token.lastIndexOf(":") + 1);
      return [
        token,
        { inputs: readInputs(source, `${name}Args`), outputs: readOutputs(source, name) },
      ];
    }),
  );
}

function readInputs(source: ts.SourceFile, name: string): DeclaredType["inputs"] {
  const declared = source.statements
    .filter((node) => ts.isInterfaceDeclaration(node))
    .find((node) => node.name.text === name);
  const members = [...(declared?.members ?? [])].filter(ts.isPropertySignature);
  return Object.fromEntries(
    members
      .map((m) => [m.name.getText(), m.questionToken ? "optional" : "required"] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

function readOutputs(source: ts.SourceFile, name: string): string[] {
  const declared = source.statements
    .filter((node) => ts.isClassDeclaration(node))
    .find((node) => node.name?.text === name);
  return [...(declared?.members ?? [])]
    .filter(ts.isPropertyDeclaration)
    .filter((m) => !m.modifiers?.some((modifier) => modifier.kind === ts.SyntaxKind.StaticKeyword))
    .map((member) => member.name.getText())
    .sort();
}
