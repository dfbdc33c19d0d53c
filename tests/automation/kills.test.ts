import * as assert from "node:assert/strict";
import { SILENT } from "../../automation/progress";
import { loadProject } from "../../automation/project";
import { StateFolder } from "../../automation/stateFolder";
import { destroy } from "../../automation/destroy";
import { shortName } from "../support/engine";
import * as kills from "../support/kills";
import { change, makeProject, SAMPLE } from "../support/project";

const STACKS = ["service", "customer"];

/** A step was saved in a stack's state. */
const saved = ({ change }: kills.KillPoint) => /^replace (service|customer)\.json$/.test(change);
/** Something was made, changed or deleted in the world, and no state knows. */
const unsaved = ({ change }: kills.KillPoint) => change === "append world.json.journal";
/** A file was written that was to take another's place. */
const halfway = ({ change }: kills.KillPoint) => change.startsWith("write ");

describe("an up that SIGKILL ends", function () {
  this.timeout(600_000);
  let count = 0;
  after(() => console.log(`      ${count} runs killed`));

  /** Runs again after a kill at each point, and expects what an undisturbed run leaves. */
  async function resumes(...args: Parameters<typeof kills.differences>): Promise<void> {
    assert.deepEqual(await kills.differences(...args), []);
    count += args[2].length;
  }

  describe("from nothing", () => {
    const work: kills.Work = { directory: makeProject() };
    let whole: kills.Whole;
    before(async () => {
      whole = await kills.runWhole(work);
    });

    it("between made in the world and saved in the state ends in the same bytes when it runs again", async () => {
      const points = whole.points.filter(unsaved);
      // 37 and 15 resources of AWS.
      assert.equal(points.length, 52);
      await resumes(work, whole, points, (folder, point) =>
        assert.equal(kills.unknownToStates(folder, STACKS).length, 1, `after ${point.number}`),
      );
    });

    it("after a step of either stack ends in the same bytes when it runs again", async () => {
      const points = whole.points.filter(saved);
      // 45 and 20 resources that are not Pulumi's own.
      assert.ok(points.length >= 65, `${points.length} steps`);
      await resumes(work, whole, points, (folder, point) =>
        assert.deepEqual(kills.unknownToStates(folder, STACKS), [], `after ${point.number}`),
      );
    });

    it("in the middle of writing each file, and around the steps, ends in the same bytes", async () => {
      const firsts = whole.points.filter(
        (point, i, all) => halfway(point) && all.findIndex((p) => p.change === point.change) === i,
      );
      assert.deepEqual(
        firsts.map(({ change }) => change),
        [".made-by", "service", "customer", "world"].map((name) => `write ${name}.json.tmp`),
      );
      const others = whole.points.filter((one) => !saved(one) && !unsaved(one) && !halfway(one));
      assert.deepEqual(
        others.map(({ change }) => change),
        ["replace .made-by.json", "replace world.json", "remove world.json.journal"],
      );
      await resumes(work, whole, [...firsts, ...others]);
    });

    it("is destroyed as it is, and what no state knew of goes, too", async () => {
      const points = whole.points.filter((point, i) => unsaved(point) && i % 4 === 0);
      assert.ok(points.length >= 10, `${points.length} kills`);
      for (const point of points) {
        const folder = await kills.killedAt(work, point);
        const [orphan, ...more] = kills.unknownToStates(folder, STACKS);
        assert.ok(orphan !== undefined && more.length === 0);
        await leavesOnlyTheAccountSetting(folder, point);
        count += 1;
      }
    });

    it("again and again comes to the same end", async () => {
      // Two steps a run, beside marking the folder and folding the journal.
      const often = await kills.runKilledOften(work, 30, 20);
      assert.ok(often.kills >= 8, `${often.kills} kills`);
      count += often.kills;
      assert.deepEqual(kills.differingFiles(often.folder, whole.folder), []);
      await leavesOnlyTheAccountSetting(often.folder);
    });

    /** Destroys; what is to outlive the stack does so if the run came that far. */
    async function leavesOnlyTheAccountSetting(
      folder: string,
      killed?: kills.KillPoint,
    ): Promise<void> {
      const project = loadProject(work.directory);
      const state = StateFolder.open(folder);
      const { stacks } = project;
      const result = await destroy({ project, stacks, state, parallel: 2, progress: SILENT });
      assert.deepEqual(
        result.stacks.map((one) => one.state),
        ["done", "done"],
      );
      const left = state.copyWorld().everything();
      const names = left.map(({ account, origin }) => `${account} ${shortName(origin)}`).sort();
      const outliving = [
        "111111111111 Account api-gateway-account",
        "111111111111 Role api-gateway-role",
        "111111111111 RolePolicyAttachment api-gateway-role-logs",
      ];
      assert.deepEqual(
        names,
        killed ? outliving.filter((name) => names.includes(name)) : outliving,
        `after change ${killed?.number}`,
      );
    }
  });

  it("in the middle of changing, replacing and deleting ends in the same bytes", async () => {
    const first = await kills.runWhole({ directory: makeProject() });
    const service = [
      ["zones: 2", "zones: 3"],
      ["stage: prod", "stage: v2"],
      ["clientCidrs: [10.1.0.0/16]", "clientCidrs: [10.7.0.0/16]"],
    ].reduce((text, [from = "", to = ""]) => change(text, from, to), SAMPLE.service);
    const customer = change(SAMPLE.customer, "record: vpce", "record: api");
    const work = { directory: makeProject({ service, customer }), start: first.folder };
    const whole = await kills.runWhole(work);
    const points = whole.points.filter((point) => saved(point) || unsaved(point));
    // Made: subnet, route table, association, target, rule; changed: endpoint, load balancer; replaced,
    // which is two: stage, record; deleted: a rule.
    assert.equal(points.filter(unsaved).length, 12);
    await resumes(work, whole, points);
  });
});
