import * as assert from "node:assert/strict";
import * as fs from "fs";
import * as path from "path";
import { ownCalls, seedCalls } from "../../automation/seedCalls";
import { parseExport } from "../../paths/exports";
import { Network } from "../../paths/network/network";
import type { Request } from "../../paths/request";
import type { ResourceState } from "../../paths/snapshot";
import { trace } from "../../paths/trace";
import { at, HIDDEN, placesIn, seeded, withValue } from "../support/damage";
import { DAMAGES, diceOf, type Dice } from "../support/damages";
import { verdictOf } from "../support/damagedWorlds";
import { makeFolder, ROOT } from "../support/project";
import { buildAll } from "../support/states";

const SEED = 20_261_121;
const EXPORTS = 400;
const EXAMPLES = fs.readdirSync(path.join(ROOT, "examples")).sort();

type World = Record<string, readonly ResourceState[]>;

/** Reads the exports as the command line does. */
const networkOf = (world: World): Network =>
  new Network(
    Object.entries(world).map(([stack, resources]) =>
      parseExport(JSON.stringify({ version: 3, deployment: { resources } }), stack, stack),
    ),
  );

describe("damaged exports of the examples", function () {
  this.timeout(120_000);
  const counts = { hidden: 0, blocked: 0, damaged: 0 };
  after(() =>
    console.info(
      `      ${counts.hidden} calls with a value hidden, ${counts.blocked} of them blocked before; ` +
        `${counts.damaged} in exports damaged in up to three ways`,
    ),
  );

  for (const name of EXAMPLES) {
    describe(name, () => {
      let clean: World;
      let calls: { request: Request; verdict: string }[];
      before(async () => {
        const directory = makeFolder();
        fs.cpSync(path.join(ROOT, "examples", name), directory, { recursive: true });
        const built = await buildAll(directory);
        clean = Object.fromEntries(
          built.result.stacks.map(({ stack }) => [stack.name, built.resources(stack.name)]),
        );
        const network = networkOf(clean);
        calls = [...ownCalls(network), ...seedCalls(network)].map(({ request }) => ({
          request: structuredClone(request),
          verdict: trace(network, request).verdict,
        }));
        assert.ok(calls.some(({ verdict }) => verdict === "reachable"));
      });

      /** The world with one stack's resources changed. */
      const changed = (
        dice: Dice,
        world: World,
        change: (resources: readonly ResourceState[]) => readonly ResourceState[],
      ): World => {
        const stack = dice.pick(Object.keys(world));
        return { ...world, [stack]: change(world[stack] ?? []) };
      };

      it("what is hidden never opens a call that was blocked", () => {
        const dice = diceOf(seeded(SEED));
        for (let i = 0; i < EXPORTS; i++) {
          let what = "";
          const world = changed(dice, clean, (resources) => {
            const all = resources.filter(({ outputs, custom }) => custom && outputs);
            const chosen = dice.pick(all.filter(({ outputs }) => placesIn(outputs).length > 0));
            // A null is an empty answer to some questions, which may open what a secret does not.
            const [way, value] = dice.pick(
              Object.entries(HIDDEN).filter(([key]) => key !== "null"),
            );
            const place = dice.pick(placesIn(chosen.outputs));
            what = `${way} at ${chosen.urn} ${place.join(".")} (${JSON.stringify(at(chosen.outputs, place))})`;
            return resources.map((one) => (one === chosen ? withValue(one, place, value) : one));
          });
          const network = networkOf(world);
          const { request, verdict } = dice.pick(calls);
          const now = verdictOf(network, request);
          counts.hidden += 1;
          counts.blocked += verdict === "blocked" ? 1 : 0;
          const opened = verdict === "blocked" && (now === "reachable" || now === "partial");
          assert.ok(!opened, `${request.url} from ${request.from} with ${what} is ${now}`);
        }
      });

      it("no damage ends in a crash", () => {
        const dice = diceOf(seeded(SEED + 1));
        for (let i = 0; i < EXPORTS; i++) {
          let world = clean;
          const names = Array.from({ length: 1 + dice.below(3) }, () =>
            dice.pick(Object.keys(DAMAGES)),
          );
          for (const damage of names) {
            world = changed(
              dice,
              world,
              (resources) => DAMAGES[damage]?.(resources, dice).resources ?? resources,
            );
          }
          const { request } = dice.pick(calls);
          counts.damaged += 1;
          assert.doesNotThrow(
            () => verdictOf(networkOf(world), request),
            `${request.url} from ${request.from}, ${names.join(" and ")}`,
          );
        }
      });
    });
  }
});
