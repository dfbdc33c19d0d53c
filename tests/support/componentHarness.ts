import * as pulumi from "@pulumi/pulumi";
import { INVOKES, STUBS, type Properties } from "../components/stubs";

/**
 * Builds components against Pulumi's mocks, made as strict as the engine: a type or an invoke that
 * nobody stubbed and a URN that is there already are errors, and so is whatever rejects unheard. What a
 * test asks for afterwards has drained: no registration is still on its way.
 */

export { ACCOUNT, REGION, ZONES } from "../components/stubs";

/** What a program asked the engine for, and the answer. */
export interface Registration {
  type: string;
  name: string;
  urn: string;
  /** URN of the parent; empty at the top. */
  parent: string;
  /** Whether it is there already and only read. */
  read: boolean;
  /** As given; {@link pulumi.unknown} where a value is unknown. */
  inputs: Properties;
  /** Logical names of what must be there before, sorted. */
  dependsOn: string[];
  retainOnDelete: boolean;
  ignoreChanges: string[];
  /** The version of the provider that is asked for; empty for what no provider makes. */
  version: string;
  id: string;
  outputs: Properties;
}

export interface BuildOptions {
  preview?: boolean;
  /** State of resources that are there already, by id. */
  existing?: Record<string, Properties>;
  /** Whether a second resource of the same URN is recorded like any other, and not refused. */
  twins?: boolean;
}

/** Everything that one program registered. */
export class Recording {
  readonly all: Registration[] = [];
  readonly invokes: { token: string; inputs: Properties }[] = [];
  /** What components registered as their outputs, by URN. */
  readonly componentOutputs = new Map<string, Properties>();

  /** The one registration of this logical name. */
  get(name: string): Registration {
    const [found, ...more] = this.all.filter((registration) => registration.name === name);
    if (!found || more.length > 0) {
      const names = this.all.map((registration) => registration.name).join(", ");
      throw new Error(`${more.length + (found ? 1 : 0)} registrations ${name} among ${names}`);
    }
    return found;
  }

  /** Every resource that is no component of ours, as `SecurityGroup nlb-group`, sorted. */
  resources(): string[] {
    return this.all
      .filter(({ type }) => !isOwn(type))
      .map(({ type, name }) => `${type.slice(type.lastIndexOf(":") + 1)} ${name}`)
      .sort();
  }
}

/** The value of an output, once it has one. @throws when it is unknown or its chain failed */
export async function valueOf<T>(output: pulumi.Output<T>): Promise<T> {
  const held = output as unknown as { promise(): Promise<T>; isKnown: Promise<boolean> };
  const value = await held.promise();
  if (!(await held.isKnown)) {
    throw new Error("the output is unknown");
  }
  return value;
}

/**
 * Runs `program`, which constructs components, and waits until all registrations are done.
 *
 * @throws the first failure of the program or of anything it registered
 */
export async function build<T>(
  program: () => T | Promise<T>,
  options: BuildOptions = {},
): Promise<{ made: T; recorded: Recording }> {
  const recorded = new Recording();
  const failures: unknown[] = [];
  // While this runs, what rejects unheard is a failure of this program and of nobody else's.
  const listeners = process.listeners("unhandledRejection");
  process.removeAllListeners("unhandledRejection");
  process.on("unhandledRejection", (reason) => void failures.push(reason));
  try {
    await pulumi.runtime.setMocks(mocks(recorded, options), "private-api", "test", options.preview);
    watch(recorded, options);
    const made = await Promise.resolve()
      .then(program)
      .catch((error: unknown) => void failures.unshift(error));
    await pulumi.runtime.disconnect();
    // Node reports rejections after the turn in which they happened.
    await new Promise((resolve) => setTimeout(resolve, 1));
    if (failures.length > 0) {
      throw failures[0];
    }
    return { made: made as T, recorded };
  } finally {
    process.removeAllListeners("unhandledRejection");
    listeners.forEach((listener) => process.on("unhandledRejection", listener));
  }
}

const isOwn = (type: string) => type.startsWith("private-api:index:");

function mocks(recorded: Recording, { existing = {} }: BuildOptions): pulumi.runtime.Mocks {
  return {
    newResource({ type, name, inputs, custom, id }) {
      const stub = STUBS[type];
      if (isOwn(type) && !custom) {
        return { id: undefined, state: {} };
      }
      if (!stub) {
        throw new Error(`nobody stubbed the resource type ${type}`);
      }
      if (!id) {
        const { id: made, ...outputs } = stub(name, inputs as Properties);
        return { id: made, state: { ...(inputs as Properties), ...outputs } };
      }
      if (!existing[id]) {
        throw new Error(`${type} ${id} is not there`);
      }
      return { id, state: existing[id] };
    },
    call({ token, inputs }) {
      const stub = INVOKES[token];
      if (!stub) {
        const details = `nobody stubbed the invoke ${token}`;
        // The SDK shows the details of a failed invoke and never its message.
        throw Object.assign(new Error(details), { details });
      }
      recorded.invokes.push({ token, inputs: inputs as Properties });
      return stub;
    },
  };
}

/** The parts of a registration's protobuf messages that are read here. */
interface Request {
  getType(): string;
  getName(): string;
  getParent(): string;
  getDependenciesList(): string[];
  getObject?(): unknown;
  getProperties?(): unknown;
  getRetainondelete?(): boolean;
  getIgnorechangesList?(): string[];
  getVersion?(): string;
}
interface Response {
  getUrn(): string;
  getId?(): string;
  getObject?(): unknown;
  getProperties?(): unknown;
}
type Answer = (error: unknown, response?: Response) => void;
interface Monitor {
  newUrn(parent: string, type: string, name: string): string;
  registerResource(request: Request, answer: Answer): Promise<void>;
  readResource(request: Request & { getId(): string }, answer: Answer): Promise<void>;
  registerResourceOutputs(
    request: { getUrn(): string; getOutputs(): unknown },
    answer: Answer,
  ): void;
}

type Struct = Parameters<typeof pulumi.runtime.deserializeProperties>[0];

const properties = (struct: unknown): Properties =>
  pulumi.runtime.deserializeProperties(struct as Struct, true);

/** Has the mock monitor tell what it is asked for, and refuse a second resource of the same URN. */
function watch(recorded: Recording, { twins = false }: BuildOptions): void {
  const monitor = pulumi.runtime.getMonitor() as unknown as Monitor;
  const register = monitor.registerResource.bind(monitor);
  const read = monitor.readResource.bind(monitor);
  const registerOutputs = monitor.registerResourceOutputs.bind(monitor);
  // The mocks keep one parent's type; the engine keeps them all.
  monitor.newUrn = (parent, type, name) =>
    `urn:pulumi:test::private-api::${parent ? `${parent.split("::")[2]}$` : ""}${type}::${name}`;

  const record = (request: Request, id?: string): Registration | undefined => {
    const [type, name, parent] = [request.getType(), request.getName(), request.getParent()];
    const urn = monitor.newUrn(parent, type, name);
    if (!twins && recorded.all.some((registration) => registration.urn === urn)) {
      return undefined;
    }
    const registration: Registration = {
      ...{ type, name, urn, parent, read: id !== undefined, id: id ?? "", outputs: {} },
      inputs: properties(request.getObject?.() ?? request.getProperties?.()),
      dependsOn: request
        .getDependenciesList()
        .map((dependency) => dependency.split("::").slice(3).join("::"))
        .sort(),
      retainOnDelete: request.getRetainondelete?.() ?? false,
      ignoreChanges: request.getIgnorechangesList?.() ?? [],
      version: request.getVersion?.() ?? "",
    };
    recorded.all.push(registration);
    return registration;
  };
  const answered =
    (registration: Registration, answer: Answer): Answer =>
    (error, response) => {
      if (response) {
        registration.id ||= response.getId?.() ?? "";
        registration.outputs = properties(response.getObject?.() ?? response.getProperties?.());
      }
      answer(error, response);
    };
  const refuse = (request: Request, answer: Answer) =>
    Promise.resolve(answer(new Error(`duplicate URN of ${request.getName()}`)));

  monitor.registerResource = (request, answer) => {
    const registration = record(request);
    return registration
      ? register(request, answered(registration, answer))
      : refuse(request, answer);
  };
  monitor.readResource = (request, answer) => {
    const registration = record(request, request.getId());
    return registration ? read(request, answered(registration, answer)) : refuse(request, answer);
  };
  monitor.registerResourceOutputs = (request, answer) => {
    const outputs = properties(request.getOutputs());
    recorded.componentOutputs.set(request.getUrn(), outputs);
    registerOutputs(request, answer);
  };
}
