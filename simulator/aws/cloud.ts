import { isDeepStrictEqual } from "util";
import { hexOf, lettersOf, numberOf } from "../hash";
import type { Properties } from "../sdk";
import { holdsSecret, revealed, sealedValue } from "../secrets";
import type { World, WorldObject } from "../world";
import declared from "./declared.json";
import { forcesReplace } from "./replacement";
import { AwsError, type Inputs, type Made, type Place } from "./model";
import { homeRegion, modelOf } from "./models";
import { answerInvoke } from "./invokes";
import { refuseWhileThrottled } from "./throttle";

interface DeclaredType {
  inputs: Record<string, string>;
  outputs: string[];
}

/** What the pinned provider's type files declare, by type. */
const declarations = declared as Record<string, DeclaredType>;

/** Physical names are the logical name, a dash and seven characters. */
const SUFFIX_LENGTH = 7;

/** What the engine gets for a resource that was made or changed. */
export interface ResourceInCloud {
  id: string;
  /** The inputs after the provider's check, as the state keeps them. */
  inputs: Properties;
  outputs: Properties;
}

/** One account and region of the simulated cloud, as the provider of one stack reaches it. */
export class Cloud {
  constructor(
    readonly account: string,
    readonly region: string,
    readonly world: World,
    /** The provider's `defaultTags`, merged into every taggable resource's `tagsAll`. */
    private readonly defaultTags: Record<string, string> = {},
  ) {}

  /**
   * Makes a resource: in the world first, for the caller to save in its state then. What a run that was
   * cut off had made, and could not save, is found by its URN and taken as made.
   *
   * @param origin URN of the resource; ids, addresses and names derive from it
   * @param given secrets in it as a state keeps them; the world and the result have them so, too
   * @param generation how many resources this URN has had before
   * @param secretOutputs outputs that the program says are secret, beyond those whose inputs are
   * @throws AwsError when AWS would refuse; Error when the provider would
   */
  create(
    type: string,
    name: string,
    origin: string,
    given: Inputs,
    generation = 0,
    secretOutputs: readonly string[] = [],
  ): ResourceInCloud {
    const { model } = known(type);
    const inputs = this.check(type, given);
    const orphan = this.madeBy(type, origin, generation);
    if (orphan) {
      if (isDeepStrictEqual(orphan.inputs, inputs)) {
        return shown(orphan);
      }
      this.world.remove(orphan);
    }
    refuseWhileThrottled(this.world, this, `creating ${nounOf(type)} (${name})`);
    const made = model.create(revealed(inputs), this.placeOf(name, origin, generation));
    const region = homeRegion(type, this.region);
    if (this.world.get(type, this.account, region, made.id) && !SINGLETONS.has(type)) {
      throw new AwsError(`creating ${type}`, "AlreadyExists", `${made.id} already exists`);
    }
    return this.put(type, origin, generation, inputs, withSecrets(made, inputs, secretOutputs));
  }

  /**
   * Changes a resource in place.
   *
   * @throws AwsError when AWS would refuse, or it is gone; Error when the provider would refuse
   */
  update(
    type: string,
    name: string,
    id: string,
    given: Inputs,
    secretOutputs: readonly string[] = [],
  ): ResourceInCloud {
    const { model } = known(type);
    const inputs = this.check(type, given);
    const old = this.objectOf(type, id);
    if (!old) {
      const place = `account ${this.account}, ${this.region}`;
      const more = `in ${place}: other hands deleted it; put it back, or destroy the stack and build it anew`;
      throw notFound(type, id, `updating ${nounOf(type)} (${id})`, ` ${more}`);
    }
    const { origin, generation = 0 } = old;
    // Physical names were made of the name it had then; a renamed resource keeps them.
    const madeAs = origin.split("::")[3] ?? name;
    const place = this.placeOf(madeAs, origin, generation, old);
    const plain = revealed(inputs);
    const changed = model.update
      ? model.update(plain, place, revealed(old))
      : model.create(plain, place);
    const { hidden = old.hidden } = changed;
    const made = withSecrets({ ...changed, id, hidden }, inputs, secretOutputs);
    return this.put(type, origin, generation, inputs, made);
  }

  /**
   * Deletes a resource; one that is gone already is no error.
   *
   * @throws AwsError when something still needs it
   */
  delete(type: string, id: string): void {
    const { model } = known(type);
    const object = this.objectOf(type, id);
    if (object) {
      const refusal = model.refuseDelete?.(object, this.placeOf("", object.origin, 0, object));
      if (refusal) {
        throw refusal;
      }
      this.world.remove(object);
    }
  }

  /** The changed inputs that force a new resource, sorted; none when it can change in place. */
  replaceKeys(type: string, changed: readonly string[], old: Inputs, inputs: Inputs): string[] {
    const { model } = known(type);
    const always = changed.filter((key) => forcesReplace(type, key));
    const more = model.replacesOn?.(changed, revealed(old), revealed(inputs)) ?? [];
    return [...new Set([...always, ...more])].sort();
  }

  /** What a URN made here as its `generation`-th thing, if that is there. */
  madeBy(type: string, origin: string, generation: number): WorldObject | undefined {
    const region = homeRegion(type, this.region);
    return this.world.madeBy({ account: this.account, region, origin, generation });
  }

  /** How many things the maker of this one had before it. */
  generationOf(type: string, id: string): number {
    return this.objectOf(type, id)?.generation ?? 0;
  }

  /** What is there under an id, as the provider's read tells it. */
  read(type: string, id: string): Properties {
    const found = this.find(type, id);
    if (!found) {
      throw new Error(`${type} ${id} does not exist in account ${this.account}, ${this.region}`);
    }
    return found.outputs;
  }

  /** What is there under an id, with the inputs that it has now; `undefined` when nothing is. */
  find(type: string, id: string): ResourceInCloud | undefined {
    const object = this.objectOf(type, id);
    return object && shown(object);
  }

  /** Answers a function of the provider. */
  invoke(token: string, args: Properties): Properties {
    return answerInvoke(token, args, this);
  }

  /**
   * Checks inputs as the provider does: only declared ones, all required ones, and `tagsAll` filled with
   * the default tags and the resource's own (pulumi-aws, provider/tags.go).
   */
  check(type: string, given: Inputs): Inputs {
    const { declaration } = known(type);
    for (const key of Object.keys(given)) {
      if (!(key in declaration.inputs)) {
        throw new Error(`${type} has no argument ${key}`);
      }
    }
    for (const [key, need] of Object.entries(declaration.inputs)) {
      if (need === "required" && given[key] === undefined) {
        throw new Error(`${type} lacks the argument ${key}`);
      }
    }
    if (!("tags" in declaration.inputs)) {
      return given;
    }
    const own = given["tags"] ?? {};
    const tagsAll = { ...this.defaultTags, ...(revealed(own) as Record<string, string>) };
    return { ...given, tagsAll: holdsSecret(own) ? sealedValue(tagsAll) : tagsAll };
  }

  private objectOf(type: string, id: string): WorldObject | undefined {
    return this.world.get(type, this.account, homeRegion(type, this.region), id);
  }

  /** Puts into the world what a model made, held to what the type declares. */
  private put(
    type: string,
    origin: string,
    generation: number,
    inputs: Inputs,
    made: Made,
  ): ResourceInCloud {
    const { declaration } = known(type);
    const region = homeRegion(type, this.region);
    const attributes = {
      ...inputs,
      ...made.outputs,
      ...(declaration.outputs.includes("region") ? { region: this.region } : {}),
    };
    for (const key of Object.keys(attributes)) {
      if (!declaration.outputs.includes(key) && !(key in inputs)) {
        throw new Error(`the model of ${type} gives ${key}, which the type does not have`);
      }
    }
    const object: WorldObject = {
      ...{ type, id: made.id, account: this.account, region, origin, inputs, attributes },
      ...(generation > 0 ? { generation } : {}),
      ...(made.hidden ? { hidden: made.hidden } : {}),
    };
    this.world.put(object);
    return shown(object);
  }

  /** @param except what a list leaves out: a resource that changes does not stand in its own way */
  private placeOf(name: string, origin: string, generation: number, except?: WorldObject): Place {
    const { account, region, world } = this;
    const own = [account, region, origin, String(generation)];
    const suffix = hexOf(SUFFIX_LENGTH, ...own, "name");
    return {
      ...{ account, region, world, name },
      hex: (length, purpose = "id") => hexOf(length, ...own, purpose),
      number: (limit, purpose) => numberOf(limit, ...own, purpose),
      letters: (length) => lettersOf(length, ...own),
      physicalName: (given, longest) => {
        const physical = typeof given === "string" ? given : `${name}-${suffix}`;
        if (physical.length > longest) {
          throw new Error(
            `the name ${physical} has ${physical.length} characters; at most ${longest} fit`,
          );
        }
        return physical;
      },
      require: (type, id, doing) => this.require(type, id, doing),
      list: (type) =>
        world.list(type, account, homeRegion(type, region)).filter((object) => object !== except),
      arn: (service, resource) => `arn:aws:${service}:${region}:${account}:${resource}`,
    };
  }

  private require(type: string, id: unknown, doing: string): WorldObject {
    const found =
      typeof id === "string"
        ? this.world.get(type, this.account, homeRegion(type, this.region), id)
        : undefined;
    if (!found) {
      throw notFound(type, id, doing);
    }
    return found;
  }
}

/** What a model made, with those outputs as secrets that are said to be, or whose inputs are. */
function withSecrets(made: Made, inputs: Inputs, secretOutputs: readonly string[]): Made {
  const isHidden = (key: string) => secretOutputs.includes(key) || holdsSecret(inputs[key]);
  const outputs = Object.entries(made.outputs).map(([key, value]) => [
    key,
    isHidden(key) ? sealedValue(value) : value,
  ]);
  return { ...made, outputs: Object.fromEntries(outputs) as Properties };
}

/** `Vpc` of a type. */
const nounOf = (type: string): string => type.slice(type.lastIndexOf(":") + 1);

/** A thing is missing, in AWS's words. */
function notFound(type: string, id: unknown, doing: string, more = ""): AwsError {
  const noun = nounOf(type);
  const detail = `The ${noun} '${String(id)}' does not exist${more}`;
  return new AwsError(doing, NOT_FOUND[noun] ?? `${noun}NotFound`, detail);
}

const shown = ({ id, inputs, attributes }: WorldObject): ResourceInCloud => ({
  ...{ id, inputs },
  outputs: { ...attributes, id },
});

function known(type: string) {
  const model = modelOf(type);
  const declaration = declarations[type];
  if (!model || !declaration) {
    throw new Error(`the simulated cloud does not know the type ${type}`);
  }
  return { model, declaration };
}

/** Settings of an account that are set rather than made: a second one takes the first one's place. */
const SINGLETONS = new Set(["aws:apigateway/account:Account"]);

/** AWS's codes for a missing thing, where they are known. */
const NOT_FOUND: Record<string, string> = {
  Vpc: "InvalidVpcID.NotFound",
  Subnet: "InvalidSubnetID.NotFound",
  SecurityGroup: "InvalidGroup.NotFound",
  VpcEndpoint: "InvalidVpcEndpointId.NotFound",
  VpnGateway: "InvalidVpnGatewayID.NotFound",
  RouteTable: "InvalidRouteTableID.NotFound",
  RestApi: "NotFoundException",
  Role: "NoSuchEntity",
  Function: "ResourceNotFoundException",
  Zone: "NoSuchHostedZone",
  LoadBalancer: "LoadBalancerNotFound",
  TargetGroup: "TargetGroupNotFound",
};
