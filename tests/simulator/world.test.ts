import * as assert from "node:assert/strict";
import * as fs from "fs";
import * as os from "os";
import * as path from "path";
import { World, type WorldObject } from "../../simulator/world";

const thing = (id: string, region = "ap-northeast-1"): WorldObject => ({
  ...{ type: "aws:ec2/vpc:Vpc", id, account: "111111111111", region, origin: "seed" },
  ...{ inputs: {}, attributes: { id } },
});

describe("the simulated world", () => {
  let file = "";
  beforeEach(() => {
    file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), "world-")), "world.json");
  });
  afterEach(() => fs.rmSync(path.dirname(file), { recursive: true }));

  it("is there again after a crash that saved nothing", () => {
    const world = World.load(file);
    world.put(thing("vpc-1"));
    world.put(thing("vpc-2"));
    world.remove(thing("vpc-1"));
    assert.deepEqual(World.load(file).everything(), [thing("vpc-2")]);
  });

  it("overlooks a last line that a crash cut off, and goes on writing after it", () => {
    World.load(file).put(thing("vpc-1"));
    fs.appendFileSync(`${file}.journal`, '{"put":{"type":"aws:e');
    const world = World.load(file);
    assert.deepEqual(world.everything(), [thing("vpc-1")]);
    world.put(thing("vpc-2"));
    assert.deepEqual(World.load(file).everything(), [thing("vpc-1"), thing("vpc-2")]);
  });

  it("is the same bytes whatever the order in which things were made", () => {
    const bytes = [
      ["vpc-1", "vpc-2"],
      ["vpc-2", "vpc-1"],
    ].map((ids) => {
      fs.rmSync(file, { force: true });
      const world = World.load(file);
      ids.forEach((id) => world.put(thing(id)));
      world.save();
      return fs.readFileSync(file, "utf8");
    });
    assert.equal(bytes[0], bytes[1]);
    assert.ok(!fs.existsSync(`${file}.journal`));
  });

  it("keeps regions apart", () => {
    const world = World.empty();
    world.put(thing("vpc-1", "us-east-1"));
    assert.equal(
      world.get("aws:ec2/vpc:Vpc", "111111111111", "ap-northeast-1", "vpc-1"),
      undefined,
    );
    assert.deepEqual(world.list("aws:ec2/vpc:Vpc", "111111111111", "ap-northeast-1"), []);
  });

  it("refuses a file of another version", () => {
    fs.writeFileSync(file, '{"version":2,"objects":[]}');
    assert.throws(() => World.load(file), /is not a simulated world of version 1\n +value: +2\n/);
  });
});
