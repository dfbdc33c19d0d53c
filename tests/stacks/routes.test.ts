import * as assert from "node:assert/strict";
import { nearestRoute, parseRoute, routesProblem, sampleCallPath } from "../../stacks/routes";

describe("a route", () => {
  const good: [string, string, string][] = [
    ["GET /", "GET", "/"],
    ["ANY /", "ANY", "/"],
    ["GET /pets", "GET", "/pets"],
    ["PUT /pets/{petId}", "PUT", "/pets/{petId}"],
    ["ANY /files/{path+}", "ANY", "/files/{path+}"],
    ["DELETE /v1.0/a_b-c:d", "DELETE", "/v1.0/a_b-c:d"],
  ];
  for (const [key, method, path] of good) {
    it(`is read from ${key}`, () => {
      assert.deepEqual(parseRoute(key), { method, path });
    });
  }

  const bad: [string, string][] = [
    ["", "is not a method, one space and a path"],
    ["GET", "is not a method, one space and a path"],
    ["/pets", "is not a method, one space and a path"],
    ["GET pets", "is not a method, one space and a path"],
    ["GET  /pets", "is not a method, one space and a path"],
    ["GET /pets /cats", "is not a method, one space and a path"],
    ["get /", "has the unknown method get"],
    ["TRACE /", "has the unknown method TRACE"],
    ["GET /pets/", "has an empty path segment"],
    ["GET //pets", "has an empty path segment"],
    ["GET /pets/{}", "has the path segment {}"],
    ["GET /pets/a{b}", "has the path segment a{b}"],
    ["GET /pets?x=1", "has the path segment pets?x=1"],
    ["GET /{path+}/x", "has the greedy {path+} before the end of the path"],
  ];
  for (const [key, what] of bad) {
    it(`is not "${key}"`, () => {
      assert.equal(parseRoute(key), what);
    });
  }

  it("that was meant is found where the method is a slip", () => {
    assert.equal(nearestRoute("get /pets"), "GET /pets");
    assert.equal(nearestRoute("PSOT /pets"), "POST /pets");
    assert.equal(nearestRoute("CONNECTION /pets"), undefined);
    assert.equal(nearestRoute("get pets"), undefined);
  });
});

describe("routes together", () => {
  it("may share a variable of one name", () => {
    assert.equal(
      routesProblem(["GET /pets/{id}", "PUT /pets/{id}", "GET /pets/{id}/toys"]),
      undefined,
    );
  });

  it("may have variables of two names in two places", () => {
    assert.equal(routesProblem(["GET /pets/{pet}", "GET /toys/{toy}", "GET /{kind}"]), undefined);
  });

  it("may have a fixed part beside a variable", () => {
    assert.equal(routesProblem(["GET /pets/{pet}", "GET /pets/mine"]), undefined);
  });

  it("must not have variables of two names in one place", () => {
    assert.deepEqual(routesProblem(["GET /pets/{id}", "PUT /pets/{name}/toys"]), {
      key: "PUT /pets/{name}/toys",
      what: "has the variable {name} where another route has {id}: API Gateway allows one",
      fix: "call both {id}",
    });
    assert.deepEqual(routesProblem(["GET /{proxy+}", "GET /{id}"]), {
      key: "GET /{id}",
      what: "has the variable {id} where another route has {proxy+}: API Gateway allows one",
      fix: "call both {proxy+}",
    });
  });
});

describe("the path to try first", () => {
  const rows: [string[], string][] = [
    [["GET /"], "/"],
    [["GET /pets", "GET /"], "/"],
    [["GET /toys", "ANY /pets"], "/pets"],
    [["POST /a", "GET /b"], "/b"],
    [["GET /pets/{id}", "GET /toys"], "/toys"],
    [["POST /b", "PUT /a"], "/a"],
    [["POST /b", "GET /pets/{id}", "GET /x/{rest+}"], "/pets/1"],
  ];
  for (const [keys, path] of rows) {
    it(`of ${keys.join(", ")} is ${path}`, () => {
      assert.equal(sampleCallPath(keys), path);
    });
  }
});
