import { outputsOf, toExport, type StackExport } from "../../paths/snapshot";
import { Exports } from "./faults/exports";
import { change, makeProject, SAMPLE, type ProjectFiles } from "./project";
import { buildAll } from "./states";

const withClient = (text: string) =>
  change(text, "config:\n", "config:\n  private-api:client: true\n");

/** Settings whose working exports the scenarios damage, by name. */
export const BASES = {
  /** The tracked settings. */
  s1: {},
  /** The same, with a client instance in each account. */
  "s1 with clients": {
    service: withClient(SAMPLE.service),
    customer: withClient(SAMPLE.customer),
  },
} satisfies Record<string, ProjectFiles>;

export type BaseName = keyof typeof BASES;

/** Working exports, and what their calls are about. */
export interface Base {
  exports: Exports;
  /** What stands for `{api}`, `{nlb}` and the other names in a scenario's curl line. */
  values: Readonly<Record<string, string>>;
}

const bases = new Map<BaseName, Promise<Base>>();

/** Builds the stacks of a base, once in a process. */
export function buildBase(name: BaseName): Promise<Base> {
  const base = bases.get(name) ?? build(BASES[name]);
  bases.set(name, base);
  return base;
}

async function build(files: ProjectFiles): Promise<Base> {
  const built = await buildAll(makeProject(files));
  const exports = ["service", "customer"].map((stack) => ({
    ...{ stack, snapshot: toExport(built.resources(stack)) },
  }));
  return {
    exports: Exports.of(exports),
    values: valuesOf(exports.map(({ snapshot }) => snapshot)),
  };
}

function valuesOf([service, customer]: StackExport[]): Record<string, string> {
  const { nlbDnsName, endpointDnsName, contract } = outputsOf(service!) ?? {};
  const { region, apis } = contract as { region: string; apis: { hello: { id: string } } };
  const endpoint = String(endpointDnsName);
  return {
    ...{ api: apis.hello.id, region, nlb: String(nlbDnsName), endpoint },
    zonalEndpoint: endpoint.replace(".", `-${region}a.`),
    customerEndpoint: String(outputsOf(customer!)?.["endpointDnsName"]),
  };
}

/** A text with the base's own names in place of `{api}`, `{nlb}` and the others. */
export function fill(text: string, { values }: Base): string {
  return text.replace(/\{(\w+)\}/g, (_, key: string) => {
    const value = values[key];
    if (value === undefined) {
      throw new Error(`{${key}} is none of ${Object.keys(values).join(", ")}`);
    }
    return value;
  });
}
