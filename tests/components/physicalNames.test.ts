import assert from "node:assert/strict";
import { ApiFunction } from "../../components/apiFunction";
import { PrivateApi } from "../../components/privateApi";
import { build, REGION, type Registration } from "../support/componentHarness";
import { bothStacks } from "./bothStacks";

/**
 * What AWS takes as the name that the provider makes of a logical one where none is given: the key that
 * holds it, its characters and its length. From the API references of Lambda (AddPermission,
 * CreateFunction), IAM (CreateRole, PutRolePolicy, CreateInstanceProfile), Elastic Load Balancing
 * (CreateLoadBalancer, CreateTargetGroup), CloudWatch Logs (CreateLogGroup) and EC2
 * (CreateSecurityGroup).
 */
const NAMES: Record<string, { key: string; pattern: RegExp }> = {
  "aws:cloudwatch/logGroup:LogGroup": { key: "name", pattern: /^[a-zA-Z0-9_\-/.#]{1,512}$/ },
  "aws:ec2/securityGroup:SecurityGroup": {
    key: "name",
    pattern: /^(?!sg-)[a-zA-Z0-9 ._\-:/()#,@[\]+=&;{}!$*]{1,255}$/,
  },
  "aws:iam/instanceProfile:InstanceProfile": { key: "name", pattern: /^[\w+=,.@-]{1,128}$/ },
  "aws:iam/role:Role": { key: "name", pattern: /^[\w+=,.@-]{1,64}$/ },
  "aws:iam/rolePolicy:RolePolicy": { key: "name", pattern: /^[\w+=,.@-]{1,128}$/ },
  "aws:lambda/function:Function": { key: "name", pattern: /^[a-zA-Z0-9_-]{1,64}$/ },
  "aws:lambda/permission:Permission": { key: "statementId", pattern: /^[a-zA-Z0-9_-]{1,100}$/ },
  "aws:lb/loadBalancer:LoadBalancer": {
    key: "name",
    pattern: /^(?!internal-)[a-zA-Z0-9]([a-zA-Z0-9-]{0,30}[a-zA-Z0-9])?$/,
  },
  "aws:lb/targetGroup:TargetGroup": {
    key: "name",
    pattern: /^[a-zA-Z0-9]([a-zA-Z0-9-]{0,30}[a-zA-Z0-9])?$/,
  },
};

/** What the provider appends: a dash and seven hexadecimal digits. */
const SUFFIX = "-0123abc";

/** An API and a function whose names are the longest that settings take, on a deep path. */
function longest(): unknown {
  const made = new ApiFunction(`function-${"f".repeat(38)}`, { code: "exports.handler = 1;" });
  const { functionName, invokeArn } = made;
  const backend = { kind: "lambda" as const, functionName, invokeArn };
  const deep = `/{variable}/${"segment.".repeat(12)}:x`;
  const routes = ["ANY", "OPTIONS"].map((method) => ({ method, path: deep, backend }));
  return new PrivateApi(`api-${"a".repeat(32)}`, {
    ...{ region: REGION, apiName: "a", stageName: "v1", vpcEndpointIds: ["vpce-1"], routes },
  });
}

describe("the names that the provider makes", () => {
  let made: Registration[];
  before(async () => {
    const all = [(await build(bothStacks)).recorded.all, (await build(longest)).recorded.all];
    made = all.flat().filter(({ type, read }) => type in NAMES && !read);
  });

  for (const [type, { key, pattern }] of Object.entries(NAMES)) {
    it(`of ${type} are what AWS takes`, () => {
      const named = made.filter((one) => one.type === type);
      assert.ok(named.length > 0, `there is no ${type}`);
      for (const { name, inputs } of named) {
        assert.equal(inputs[key], undefined, `${name} has a name of its own`);
        assert.match(`${name}${SUFFIX}`, pattern);
      }
    });
  }

  it("tell the permissions of an API apart", () => {
    const ids = made.filter(({ type }) => type.endsWith(":Permission")).map(({ name }) => name);
    assert.ok(ids.length > 4);
    assert.equal(new Set(ids).size, ids.length);
  });
});
