import { Cloud } from "../simulator/aws/cloud";
import { AwsError } from "../simulator/aws/model";
import { homeRegion } from "../simulator/aws/models";
import { throttleOf } from "../simulator/aws/throttle";
import { zonesOf } from "../simulator/aws/zones";
import { changedKeys } from "../simulator/decide";
import type { World, WorldObject } from "../simulator/world";
import { formatValue, nearest, SettingsError, type Problem } from "../stacks/problems";
import type { Locate } from "../stacks/settingsFile";
import type { SeedFile } from "./seedFile";
import { seedThings, type SeedThing } from "./seedThings";

/** What became of a thing: put into the world, or found there as the file says it. */
export interface Seeded extends Pick<SeedThing, "account" | "region" | "type" | "id"> {
  result: "added" | "there already";
}

/** A problem of a thing, without its place. */
type Refusal = Omit<Problem, "where">;

const ANOTHER = "give it another id, or seed a new world with --state";

/**
 * Puts the things of a file into a world, as if they had been there before any stack.
 *
 * @param world a copy of what is there: it is changed even when this throws
 * @returns what became of each thing, and the objects that are new
 * @throws SettingsError with every problem found: a zone that is none, an id given twice, what AWS would
 *   refuse, and what is there already and is another thing
 */
export function seedWorld(world: World, seed: SeedFile, locate: Locate) {
  const things = seedThings(seed);
  const problems = [...wrongZones(seed, locate), ...repeatedIds(things, locate)];
  if (problems.length > 0) {
    throw new SettingsError(problems);
  }
  const added: WorldObject[] = [];
  const seeded: Seeded[] = [];
  const refused: string[] = [];
  for (const thing of things) {
    const { account, region, type, id, inputs, keyPath } = thing;
    const named = JSON.stringify(inputs);
    if (refused.some((other) => named.includes(`"${other}"`))) {
      // What it needs could not be put there: that is said already.
      continue;
    }
    const there = thingThere(world, thing);
    const outcome = there ? compare(there, thing, world) : create(thing, world);
    if (outcome && "what" in outcome) {
      refused.push(id);
      problems.push({ where: locate(keyPath), ...outcome });
    } else if (outcome) {
      added.push(outcome);
    }
    seeded.push({ account, region, type, id, result: outcome ? "added" : "there already" });
  }
  if (problems.length > 0) {
    throw new SettingsError(problems);
  }
  for (const { account, region, throttle } of seed.accounts) {
    if (throttle !== undefined) {
      const object = throttleOf(account, region, throttle);
      added.push(object);
      seeded.push({ account, region, type: object.type, id: object.id, result: "added" });
    }
  }
  return { seeded, added };
}

/** Whether AWS draws the ids of a type, for all accounts; others are names in their account alone. */
const isDrawn = (type: string): boolean => type.startsWith("aws:ec2/");

/** What has the id already. */
function thingThere(world: World, { account, region, type, id }: SeedThing) {
  return isDrawn(type)
    ? world.all(type).find((other) => other.id === id)
    : world.get(type, account, homeRegion(type, region), id);
}

/** What is there must be what the file says, and nobody's since: nothing then, else the problem. */
function compare(there: WorldObject, thing: SeedThing, world: World): Refusal | undefined {
  const { account, region, type, id } = thing;
  const taken = (what: string, value: string): Refusal => ({
    ...{ what: `is there already: ${what}`, value },
    ...{ allowed: "an id that is not there, or the same thing as it is there", fix: ANOTHER },
  });
  if (there.account !== account || there.region !== homeRegion(type, region)) {
    return taken(`in account ${there.account}, ${there.region}`, id);
  }
  if (there.origin !== originOf(id)) {
    return taken(`made by ${there.origin}`, id);
  }
  const inputs = new Cloud(account, region, world).check(type, thing.inputs);
  const differing = changedKeys(there.inputs, inputs);
  const texts = (from: Record<string, unknown>) =>
    differing.map((key) => `${key} ${formatValue(from[key])}`).join(", ");
  return differing.length > 0
    ? taken(`with ${texts(there.inputs)}`, `${id} with ${texts(inputs)}`)
    : undefined;
}

/** Makes a thing as AWS would, under the id that the file gives. */
function create(thing: SeedThing, world: World): WorldObject | Refusal {
  const { account, region, type, id } = thing;
  try {
    const made = new Cloud(account, region, world).create(type, "seed", originOf(id), thing.inputs);
    const object = world.get(type, account, homeRegion(type, region), made.id);
    if (!object) {
      throw new Error(`${type} ${made.id} was made and is not there`);
    }
    // Names and ARNs hold the id, too.
    const renamed = JSON.parse(
      JSON.stringify(object).replaceAll(JSON.stringify(made.id).slice(1, -1), id),
    ) as WorldObject;
    world.remove(object);
    world.put(renamed);
    return renamed;
  } catch (error) {
    if (!(error instanceof AwsError)) {
      throw error;
    }
    return {
      ...{ what: `is refused by AWS: ${error.message}`, value: id },
      ...{
        allowed: "what can be made beside everything that is there",
        fix: "change or remove it",
      },
    };
  }
}

const originOf = (id: string): string => `seed ${id}`;

function wrongZones(seed: SeedFile, locate: Locate): Problem[] {
  return seed.accounts.flatMap(({ account, region, vpcs }, i) => {
    const zones = zonesOf(account, region);
    const known = zones.flatMap(({ id, name }) => [id, name]);
    return vpcs.flatMap(({ subnets }, j) =>
      subnets.flatMap(({ zone }, k): Problem[] =>
        known.includes(zone)
          ? []
          : [
              {
                where: locate(["accounts", i, "vpcs", j, "subnets", k, "zone"]),
                what: `is not a zone of ${region}`,
                value: zone,
                allowed: zones.map(({ id, name }) => `${id} (${name})`).join(", "),
                fix: `zone: ${nearest(zone, known) ?? known[0]}`,
              },
            ],
      ),
    );
  });
}

function repeatedIds(things: readonly SeedThing[], locate: Locate): Problem[] {
  const key = ({ type, id, account, region }: SeedThing) =>
    isDrawn(type) ? `${type} ${id}` : `${type} ${id} ${account} ${region}`;
  return things
    .filter((thing, i) => things.findIndex((other) => key(other) === key(thing)) < i)
    .map(({ id, keyPath }) => ({
      where: locate(keyPath),
      what: `repeats the id ${id}`,
      value: id,
      allowed: "each id once, in all accounts",
      fix: "remove or rename one of the two",
    }));
}
