import * as assert from "node:assert/strict";
import { cloudAccount as account, itRefuses, type CloudAccount } from "../support/cloudAccount";

const API_KEY = "apigateway/apiKey:ApiKey";
const AUTHORIZER = "apigateway/authorizer:Authorizer";
const BUCKET = "s3/bucket:Bucket";
const OBJECT = "s3/bucketObjectv2:BucketObjectv2";
const PLAN = "apigateway/usagePlan:UsagePlan";
const MEMBER = "apigateway/usagePlanKey:UsagePlanKey";

/** An API with a stage `v1`. */
function api({ make }: CloudAccount) {
  const { id: restApi, outputs } = make("apigateway/restApi:RestApi", "api", {});
  const key = { restApi, resourceId: outputs["rootResourceId"], httpMethod: "GET" };
  make("apigateway/method:Method", "m", { ...key, authorization: "NONE" });
  make("apigateway/integration:Integration", "i", { ...key, type: "MOCK" });
  const deployment = make("apigateway/deployment:Deployment", "d", { restApi }).id;
  make("apigateway/stage:Stage", "s", { restApi, deployment, stageName: "v1" });
  return { restApi, key };
}

describe("the simulated AWS of keys and authorizers", () => {
  itRefuses([
    [
      "a usage plan for a stage that is not there",
      (own) => {
        const { restApi } = api(own);
        own.make(PLAN, "p", { name: "p", apiStages: [{ apiId: restApi, stage: "v2" }] });
      },
      /^creating API Gateway Usage Plan \(p\): NotFoundException: API Stage not found: [a-z0-9]{10}:v2$/,
    ],
    [
      "a usage plan for a stage that another API has",
      (own) => {
        api(own);
        const other = own.make("apigateway/restApi:RestApi", "other", {}).id;
        own.make(PLAN, "p", { name: "p", apiStages: [{ apiId: other, stage: "v1" }] });
      },
      /NotFoundException: API Stage not found: [a-z0-9]{10}:v1$/,
    ],
    [
      "a usage plan for an API that is not there",
      ({ make }) => make(PLAN, "p", { name: "p", apiStages: [{ apiId: "gone", stage: "v1" }] }),
      "creating API Gateway Usage Plan (p): NotFoundException: Invalid API identifier specified 111111111111:gone",
    ],
    [
      "a place in a plan for a key that is not there",
      ({ make }) => {
        const usagePlanId = make(PLAN, "p", {}).id;
        make(MEMBER, "m", { keyId: "gone", keyType: "API_KEY", usagePlanId });
      },
      "creating API Gateway Usage Plan Key: NotFoundException: Invalid API Key identifier specified",
    ],
    [
      "a place in a plan that is not there",
      ({ make }) => {
        const keyId = make(API_KEY, "k", {}).id;
        make(MEMBER, "m", { keyId, keyType: "API_KEY", usagePlanId: "gone" });
      },
      "creating API Gateway Usage Plan Key: NotFoundException: Invalid Usage Plan ID specified",
    ],
    [
      "a key of fewer than 20 characters",
      ({ make }) => make(API_KEY, "k", { value: "x".repeat(19) }),
      "expected length of value to be in the range (20 - 128), got 19",
    ],
    [
      "a second key of the same value",
      ({ make }) => {
        make(API_KEY, "a", { value: "x".repeat(20) });
        make(API_KEY, "b", { name: "b", value: "x".repeat(20) });
      },
      "creating API Gateway API Key (b): ConflictException: API Key already exists",
    ],
    [
      "an authorizer of an API that is not there",
      ({ make }) => make(AUTHORIZER, "a", { restApi: "gone", authorizerUri: "arn" }),
      /^creating API Gateway Authorizer: NotFoundException: /,
    ],
    [
      "an authorizer without what it asks",
      (own) => own.make(AUTHORIZER, "a", { restApi: api(own).restApi, type: "REQUEST" }),
      "creating API Gateway Authorizer: authorizer_uri must be set non-empty when authorizer type is REQUEST",
    ],
    [
      "a method that asks an authorizer that is not there",
      (own) => {
        const { key } = api(own);
        const inputs = { ...key, httpMethod: "PUT", authorization: "CUSTOM", authorizerId: "gone" };
        own.make("apigateway/method:Method", "put", inputs);
      },
      "creating API Gateway Method: BadRequestException: Invalid authorizer ID specified. Setting the authorization type to CUSTOM or COGNITO_USER_POOLS requires a valid authorizer.",
    ],
  ]);

  it("gives a plan's member the key's value", () => {
    const own = account();
    const { restApi } = api(own);
    const key = own.make(API_KEY, "k", {});
    assert.match(String(key.outputs["value"]), /^[0-9a-f]{40}$/);
    const plan = own.make(PLAN, "p", { apiStages: [{ apiId: restApi, stage: "v1" }] });
    const inputs = { keyId: key.id, keyType: "API_KEY", usagePlanId: plan.id };
    const member = own.make(MEMBER, "m", inputs);
    assert.equal(member.outputs["value"], key.outputs["value"]);
    assert.equal(member.outputs["name"], key.outputs["name"]);
  });

  it("keeps what a program gives in place of what AWS would fill in", () => {
    const own = account();
    const binaryMediaTypes = ["*/*"];
    const { id: restApi, outputs } = own.make("apigateway/restApi:RestApi", "a", {
      binaryMediaTypes,
    });
    assert.deepEqual(outputs["binaryMediaTypes"], ["*/*"]);
    assert.equal(outputs["apiKeySource"], "HEADER");
    const key = { restApi, resourceId: outputs["rootResourceId"], httpMethod: "PUT" };
    const guarded = { ...key, authorization: "NONE", apiKeyRequired: true };
    const method = own.make("apigateway/method:Method", "m", guarded);
    assert.equal(method.outputs["apiKeyRequired"], true);
    const given = { ...key, type: "AWS", passthroughBehavior: "NEVER" };
    const integration = own.make("apigateway/integration:Integration", "i", given);
    assert.equal(integration.outputs["passthroughBehavior"], "NEVER");
    assert.equal(integration.outputs["timeoutMilliseconds"], 29_000);
  });

  const replaced: [type: string, key: string, expected: string[]][] = [
    [API_KEY, "value", ["value"]],
    [API_KEY, "name", []],
    [PLAN, "apiStages", []],
    [MEMBER, "keyId", ["keyId"]],
    [AUTHORIZER, "restApi", ["restApi"]],
    [AUTHORIZER, "authorizerUri", []],
    [BUCKET, "bucket", ["bucket"]],
    [OBJECT, "key", ["key"]],
    [OBJECT, "content", []],
  ];
  for (const [type, key, expected] of replaced) {
    it(`${expected.length > 0 ? "replaces" : "changes"} ${type} for another ${key}`, () => {
      const { cloud } = account();
      assert.deepEqual(cloud.replaceKeys(`aws:${type}`, [key], {}, {}), expected);
    });
  }

  it("replaces an authorizer that becomes one of user pools", () => {
    const { cloud } = account();
    const keys = (before: string, after: string) =>
      cloud.replaceKeys(`aws:${AUTHORIZER}`, ["type"], { type: before }, { type: after });
    assert.deepEqual(keys("REQUEST", "COGNITO_USER_POOLS"), ["type"]);
    assert.deepEqual(keys("TOKEN", "REQUEST"), []);
  });
});

describe("the simulated AWS of buckets", () => {
  itRefuses([
    [
      "a bucket's name that is another account's",
      ({ make, world }) => {
        account(world, "222222222222").make(BUCKET, "b", { bucket: "reports" });
        make(BUCKET, "b", { bucket: "reports" });
      },
      /^creating S3 Bucket \(reports\): BucketAlreadyExists: The requested bucket name is not available\./,
    ],
    [
      "a bucket's name that is one's own",
      ({ make }) => {
        make(BUCKET, "a", { bucket: "reports" });
        make(BUCKET, "b", { bucket: "reports" });
      },
      "creating S3 Bucket (reports): BucketAlreadyOwnedByYou: Your previous request to create the named bucket succeeded and you already own it.",
    ],
    [
      "a bucket's name with a capital",
      ({ make }) => make(BUCKET, "b", { bucket: "Reports" }),
      "creating S3 Bucket (Reports): InvalidBucketName: The specified bucket is not valid.",
    ],
    [
      "versions of a bucket that is not there",
      ({ make }) =>
        make("s3/bucketVersioning:BucketVersioning", "v", {
          ...{ bucket: "gone", versioningConfiguration: { status: "Enabled" } },
        }),
      "creating S3 Bucket (gone) Versioning: NoSuchBucket: The specified bucket does not exist",
    ],
    [
      "a bucket's policy that is no JSON",
      ({ make }) => {
        const bucket = make(BUCKET, "b", {}).id;
        make("s3/bucketPolicy:BucketPolicy", "p", { bucket, policy: "no" });
      },
      /^putting S3 Bucket \(b-[0-9a-f]{7}\) Policy: MalformedPolicy: Policies must be valid JSON/,
    ],
    [
      "to delete a bucket with objects",
      ({ cloud, make }) => {
        const bucket = make(BUCKET, "b", { bucket: "reports" }).id;
        make(OBJECT, "o", { bucket, key: "a", content: "" });
        cloud.delete(`aws:${BUCKET}`, bucket);
      },
      "deleting S3 Bucket (reports): BucketNotEmpty: The bucket you tried to delete is not empty. You must delete all versions in the bucket.",
    ],
  ]);

  it("makes an object's version of its content, where the bucket keeps versions", () => {
    const { cloud, make } = account();
    const bucket = make(BUCKET, "Files", {}).id;
    assert.match(bucket, /^files-[0-9a-f]{7}$/);
    const plain = make(OBJECT, "a", { bucket, key: "a", content: "one" });
    assert.equal(plain.outputs["versionId"], "");
    // MD5 of `one`, by md5sum.
    assert.equal(plain.outputs["etag"], "f97c5d29941bfb1b2fdab0874906ab82");
    make("s3/bucketVersioning:BucketVersioning", "v", {
      ...{ bucket, versioningConfiguration: { status: "Enabled" } },
    });
    const one = make(OBJECT, "b", { bucket, key: "b", content: "one" });
    assert.match(String(one.outputs["versionId"]), /^[0-9a-f]{32}$/);
    const changed = { bucket, key: "b", content: "two" };
    const two = cloud.update(`aws:${OBJECT}`, "b", one.id, changed);
    assert.equal(two.id, `${bucket}/b`);
    assert.notEqual(two.outputs["versionId"], one.outputs["versionId"]);
  });
});
