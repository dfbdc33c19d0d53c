import js from "@eslint/js";
import tseslint from "typescript-eslint";

/** Which rooms a room may not import from; `may` is the column of docs/architecture.md. */
function room(folder, may, extra = {}) {
  const rooms = ["automation", "components", "functions", "paths", "simulator", "stacks", "tests"];
  const group = rooms
    .filter((other) => other !== folder && !may.includes(other))
    .flatMap((other) => [`**/../${other}/**`, `../${other}/**`]);
  return {
    files: [`${folder}/**/*.ts`],
    ignores: extra.ignores ?? [],
    rules: {
      "no-restricted-imports": [
        "error",
        {
          patterns: [
            { group, message: `${folder}/ may import ${may.join(", ") || "no other room"}.` },
            ...(extra.patterns ?? []),
          ],
        },
      ],
    },
  };
}

const sdkInternals = {
  group: ["@pulumi/pulumi/runtime", "@pulumi/pulumi/runtime/*", "@pulumi/pulumi/proto/*"],
  message: "Only simulator/sdk.ts, provider.ts and construct.ts touch the SDK's internals.",
};
const wholePackages = {
  regex: "^@pulumi/awsx?$",
  message: "Load what you need: @pulumi/aws/ec2, @pulumi/awsx/ec2.",
};

export default tseslint.config(
  { ignores: ["dist/", "node_modules/", ".private-api/", "**/*.mjs", "**/*.cjs"] },
  js.configs.recommended,
  ...tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: {
      parserOptions: { project: "./tsconfig.check.json", tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/switch-exhaustiveness-check": [
        "error",
        { considerDefaultExhaustiveForUnions: true },
      ],
      "@typescript-eslint/consistent-type-imports": "error",
      // A component's children are made by their constructors.
      "no-new": "off",
      "@typescript-eslint/no-unused-vars": [
        "error",
        { varsIgnorePattern: "^_", argsIgnorePattern: "^_" },
      ],
      "@typescript-eslint/no-require-imports": ["error", { allowAsImport: true }],
      "no-restricted-imports": ["error", { patterns: [wholePackages] }],
    },
  },
  room("components", [], { patterns: [wholePackages, sdkInternals] }),
  room("stacks", ["components"], { patterns: [wholePackages, sdkInternals] }),
  room("functions", [], { patterns: [wholePackages, sdkInternals] }),
  room("paths", [], { patterns: [wholePackages, sdkInternals] }),
  room("automation", ["stacks", "paths", "simulator"], { patterns: [wholePackages, sdkInternals] }),
  // Of paths/, the simulator takes the shape of an export and nothing else.
  room("simulator", ["paths"], {
    ignores: ["simulator/sdk.ts", "simulator/provider.ts", "simulator/construct.ts"],
    patterns: [
      wholePackages,
      sdkInternals,
      { regex: "paths/(?!snapshot$)", message: "simulator/ may import paths/snapshot alone." },
    ],
  }),
  { files: ["tests/**/*.ts"], rules: { "@typescript-eslint/no-unused-expressions": "off" } },
);
