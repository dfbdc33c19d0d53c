import { hexOf, lettersOf, numberOf } from "../hash";
import type { Properties } from "../sdk";
import type { World, WorldObject } from "../world";
import declared from "./declared.json";
import { AwsError, type Inputs, type Place } from "./model";
import { homeRegion, modelOf } from "./models";
import { answerInvoke } from "./invokes";

interface DeclaredType {
  inputs: Record<string, string>;
  outputs: string[];
}

/** What the pinned provider's type files declare, by type. */
const declarations = declared as Record<string, DeclaredType>;

/** Physical names are the logical name, a dash and seven characters. */
const SUFFIX_LENGTH = 7;

/** What the engine gets for a resource that was made. */
export interface CreatedResource {
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
   * Makes a resource: in the world first, for the caller to save in its state then.
   *
   * @param origin URN of the resource; ids, addresses and names derive from it
   * @param generation how many resources this URN has had before
   * @throws AwsError when AWS would refuse; Error when the provider would
   */
  create(
    type: string,
    name: string,
    origin: string,
    given: Inputs,
    generation = 0,
  ): CreatedResource {
    const { model, declaration } = known(type);
    const inputs = this.check(type, given);
    const place = this.placeOf(name, origin, generation);
    const made = model.create(inputs, place);
    const region = homeRegion(type, this.region);
    const outputs = {
      ...inputs,
      ...made.outputs,
      ...(declaration.outputs.includes("region") ? { region: this.region } : {}),
    };
    for (const key of Object.keys(outputs)) {
      if (!declaration.outputs.includes(key) && !(key in inputs)) {
        throw new Error(`the model of ${type} gives ${key}, which the type does not have`);
      }
    }
    const { account } = this;
    if (this.world.get(type, account, region, made.id) && !SINGLETONS.has(type)) {
      throw new AwsError(`creating ${type}`, "AlreadyExists", `${made.id} already exists`);
    }
    this.world.put({
      ...{ type, id: made.id, account, region, origin, inputs, attributes: outputs },
      ...(made.hidden ? { hidden: made.hidden } : {}),
    });
    return { id: made.id, inputs, outputs: { ...outputs, id: made.id } };
  }

  /** What is there under an id, as the provider's read tells it. */
  read(type: string, id: string): Properties {
    const found = this.world.get(type, this.account, homeRegion(type, this.region), id);
    if (!found) {
      throw new Error(`${type} ${id} does not exist in account ${this.account}, ${this.region}`);
    }
    return { ...found.attributes, id };
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
    const tags = (given["tags"] ?? {}) as Record<string, string>;
    return { ...given, tagsAll: { ...this.defaultTags, ...tags } };
  }

  private placeOf(name: string, origin: string, generation: number): Place {
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
      list: (type) => world.list(type, account, homeRegion(type, region)),
      arn: (service, resource) => `arn:aws:${service}:${region}:${account}:${resource}`,
    };
  }

  private require(type: string, id: unknown, doing: string): WorldObject {
    const found =
      typeof id === "string"
        ? this.world.get(type, this.account, homeRegion(type, this.region), id)
        : undefined;
    if (!found) {
      const noun = type.slice(type.lastIndexOf(":") + 1);
      const detail = `The ${noun} '${String(id)}' does not exist`;
      throw new AwsError(doing, NOT_FOUND[noun] ?? `${noun}NotFound`, detail);
    }
    return found;
  }
}

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
  RouteTable: "InvalidRouteTableID.NotFound",
  RestApi: "NotFoundException",
  Role: "NoSuchEntity",
  Function: "ResourceNotFoundException",
  Zone: "NoSuchHostedZone",
  LoadBalancer: "LoadBalancerNotFound",
  TargetGroup: "TargetGroupNotFound",
};
