import { outputsOf, toExport, type StackExport } from "../../paths/snapshot";
import { directCustomer, routesThatAsk } from "./bases/callers";
import { files } from "./bases/files";
import { onPrem, resolver } from "./bases/onPrem";
import { petstore, SECOND, secondApi } from "./bases/routes";
import { Exports } from "./faults/exports";
import { change, makeProject, SAMPLE, type ProjectFiles } from "./project";
import { buildAll } from "./states";

const withClient = (text: string) =>
  change(text, "config:\n", "config:\n  private-api:client: true\n");

/** Settings whose working exports the scenarios damage, and what is made of these exports first. */
interface BasePlan {
  files: ProjectFiles;
  edits?: readonly ((exports: Exports) => void)[];
}

const withClients: ProjectFiles = {
  service: withClient(SAMPLE.service),
  customer: withClient(SAMPLE.customer),
};

/** Bases by name. */
export const BASES = {
  /** The tracked settings. */
  s1: { files: {} },
  /** The same, with a client instance in each account. */
  "s1 with clients": { files: withClients },
  /** Routes of every kind, a customer with an endpoint of its own, and a network outside AWS. */
  "every kind": {
    files: withClients,
    edits: [petstore, secondApi, routesThatAsk, files, directCustomer, onPrem],
  },
  /** The same, with a resolver that the network outside AWS may ask. */
  "every kind with a resolver": {
    files: withClients,
    edits: [petstore, secondApi, routesThatAsk, files, directCustomer, onPrem, resolver],
  },
} satisfies Record<string, BasePlan>;

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

async function build({ files, edits = [] }: BasePlan): Promise<Base> {
  const built = await buildAll(makeProject(files));
  const exports = ["service", "customer"].map((stack) => ({
    ...{ stack, snapshot: toExport(built.resources(stack)) },
  }));
  const edited = Exports.of(exports);
  edits.forEach((edit) => edit(edited));
  return {
    exports: edited.copy(),
    values: { ...valuesOf(exports.map(({ snapshot }) => snapshot)), ...idsIn(edited) },
  };
}

function valuesOf([service, customer]: StackExport[]): Record<string, string> {
  const { nlbDnsName, endpointDnsName, contract } = outputsOf(service!) ?? {};
  const { region, apis } = contract as { region: string; apis: { hello: { id: string } } };
  const endpoint = String(endpointDnsName);
  return {
    ...{ api: apis.hello.id, region, nlb: String(nlbDnsName), endpoint },
    zonalEndpoint: endpoint.replace(".", `-${region}a.`),
    second: SECOND,
    customerEndpoint: String(outputsOf(customer!)?.["endpointDnsName"]),
  };
}

function idsIn(exports: Exports): Record<string, string> {
  const byName = exports.all();
  const idOf = (name: string) => String(byName.get(name)?.id);
  return {
    vpc: idOf("service Vpc::network-vpc"),
    clientRole: idOf("customer Role::client-role"),
    client: idOf("customer Instance::client-instance"),
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
