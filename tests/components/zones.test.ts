import assert from "node:assert/strict";
import { firstZones, pairZones, zoneIdsOf, zonesById } from "../../components/zones";

const A = { name: "ap-northeast-1a", id: "apne1-az4" };
const C = { name: "ap-northeast-1c", id: "apne1-az1" };
const D = { name: "ap-northeast-1d", id: "apne1-az2" };

describe("zones", () => {
  it("pair each name with its own id, in the order of the names", () => {
    assert.deepEqual(pairZones([D.name, A.name, C.name], [D.id, A.id, C.id]), [A, C, D]);
  });

  it("are refused when a name has no id", () => {
    assert.throws(
      () => pairZones([A.name, C.name], [A.id]),
      /^Error: 2 zone names but 1 zone ids$/,
    );
  });

  it("are the first that are supported, the same ones when more are asked for", () => {
    const supported = [D.name, A.name];
    assert.deepEqual(firstZones([A, C, D], supported, 1), [A]);
    assert.deepEqual(firstZones([A, C, D], supported, 2), [A, D]);
    assert.deepEqual(firstZones([A, C, D], supported, 3), [A, D]);
  });

  it("come by id in the order of the ids, without those the account does not know", () => {
    assert.deepEqual(zonesById([A, C, D], [D.id, "apne1-az9", A.id]), [D, A]);
  });

  it("tell the ids of names in the order of the zones", () => {
    assert.deepEqual(zoneIdsOf([A, C, D], [D.name, A.name, "us-east-1a"]), [A.id, D.id]);
  });
});
