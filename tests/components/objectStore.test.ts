import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { objectBackend, type ObjectVerb } from "../../components/objectBackend";
import { ObjectStore, type ObjectStoreArgs } from "../../components/objectStore";
import { build, valueOf, type Recording } from "../support/componentHarness";

const built = (args: Partial<ObjectStoreArgs> = {}) =>
  build(() => new ObjectStore("files", { prefix: "", verbs: ["GET", "HEAD"], ...args }));

/** A policy that a registration carries as text. */
const policyOf = (recorded: Recording, name: string, key = "policy"): unknown =>
  JSON.parse(String(recorded.get(name).inputs[key]));

describe("a store of objects", () => {
  it("makes a bucket that is private, versioned and encrypted", async () => {
    const { recorded } = await built();
    assert.deepEqual(recorded.resources(), [
      "Bucket files-bucket",
      "BucketPolicy files-bucket-policy",
      "BucketPublicAccessBlock files-bucket-access",
      "BucketServerSideEncryptionConfiguration files-bucket-encryption",
      "BucketVersioning files-bucket-versions",
      "Role files-role",
      "RolePolicy files-role-objects",
    ]);
    const own = recorded.get("files-bucket");
    const bucket = own.id;
    assert.deepEqual(own.inputs, { tags: { Name: "files-bucket" } });
    assert.deepEqual(recorded.get("files-bucket-access").inputs, {
      ...{ bucket, blockPublicAcls: true, blockPublicPolicy: true },
      ...{ ignorePublicAcls: true, restrictPublicBuckets: true },
    });
    assert.deepEqual(recorded.get("files-bucket-versions").inputs, {
      ...{ bucket, versioningConfiguration: { status: "Enabled" } },
    });
    assert.deepEqual(recorded.get("files-bucket-encryption").inputs, {
      bucket,
      rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }],
    });
  });

  it("answers nobody without TLS, and says so only when the bucket is closed", async () => {
    const { recorded } = await built();
    const { id, outputs } = recorded.get("files-bucket");
    assert.equal(outputs["arn"], `arn:aws:s3:::${id}`);
    assert.deepEqual(policyOf(recorded, "files-bucket-policy"), {
      Version: "2012-10-17",
      Statement: [
        {
          ...{ Effect: "Deny", Principal: "*", Action: "s3:*" },
          Resource: [`arn:aws:s3:::${id}`, `arn:aws:s3:::${id}/*`],
          Condition: { Bool: { "aws:SecureTransport": "false" } },
        },
      ],
    });
    const { dependsOn } = recorded.get("files-bucket-policy");
    assert.deepEqual(dependsOn, ["files-bucket", "files-bucket-access"]);
  });

  it("lets API Gateway alone read, and list so that a missing key is 404", async () => {
    const { made, recorded } = await built();
    const role = recorded.get("files-role");
    assert.deepEqual(role.inputs["tags"], { Name: "files-role" });
    assert.deepEqual(policyOf(recorded, "files-role", "assumeRolePolicy"), {
      Version: "2012-10-17",
      Statement: [
        {
          ...{ Effect: "Allow", Action: "sts:AssumeRole" },
          Principal: { Service: "apigateway.amazonaws.com" },
        },
      ],
    });
    const arn = `arn:aws:s3:::${recorded.get("files-bucket").id}`;
    assert.equal(recorded.get("files-role-objects").inputs["role"], role.id);
    assert.deepEqual(policyOf(recorded, "files-role-objects"), {
      Version: "2012-10-17",
      Statement: [
        { Effect: "Allow", Action: ["s3:GetObject"], Resource: `${arn}/*` },
        { Effect: "Allow", Action: "s3:ListBucket", Resource: arn },
      ],
    });
    assert.equal(await valueOf(made.roleArn), role.outputs["arn"]);
    assert.equal(await valueOf(made.bucket), recorded.get("files-bucket").id);
  });

  it("lets it do just the verbs of a bucket that is there, on just the prefix", async () => {
    const { recorded } = await built({
      ...{ bucket: "reports-2024", prefix: "public/", verbs: ["GET", "PUT", "DELETE"] },
    });
    assert.deepEqual(recorded.resources(), ["Role files-role", "RolePolicy files-role-objects"]);
    assert.deepEqual(policyOf(recorded, "files-role-objects"), {
      Version: "2012-10-17",
      Statement: [
        {
          ...{ Effect: "Allow", Resource: "arn:aws:s3:::reports-2024/public/*" },
          Action: ["s3:DeleteObject", "s3:GetObject", "s3:PutObject"],
        },
        {
          ...{ Effect: "Allow", Action: "s3:ListBucket", Resource: "arn:aws:s3:::reports-2024" },
          Condition: { StringLikeIfExists: { "s3:prefix": ["public/*"] } },
        },
      ],
    });
  });

  it("shows bucket, prefix and role, and no more", async () => {
    const { recorded } = await built({ prefix: "a/" });
    const [outputs] = recorded.componentOutputs.values();
    assert.deepEqual(outputs, {
      bucket: recorded.get("files-bucket").id,
      prefix: "a/",
      roleArn: recorded.get("files-role").outputs["arn"],
    });
  });
});

describe("a store's files", () => {
  const file = { content: "<h1>Hello</h1>", contentType: "text/html; charset=utf-8" };

  it("are put below the prefix once the bucket keeps versions and encrypts", async () => {
    const { recorded } = await built({ prefix: "site/", files: { "css/a.html": file } });
    const made = recorded.get("files-file-css/a.html");
    assert.deepEqual(made.inputs, {
      ...{ bucket: recorded.get("files-bucket").id, key: "site/css/a.html" },
      ...{ content: "<h1>Hello</h1>", contentType: "text/html; charset=utf-8" },
      tags: { Name: "files-file-css/a.html" },
    });
    const needs = ["files-bucket", "files-bucket-encryption", "files-bucket-versions"];
    assert.deepEqual(made.dependsOn, needs);
  });

  it("are refused for a bucket that is not made here", () =>
    assert.rejects(built({ bucket: "reports", files: { "a.html": file } }), {
      message:
        "files puts the file a.html into the bucket reports, which is not made here: leave the " +
        "bucket out, or put the files there by other means",
    }));

  for (const key of ["", "/a", "a//b", "a/", "a b", "a,b"]) {
    it(`are refused under the key "${key}"`, () =>
      assert.rejects(
        built({ files: { [key]: file } }),
        new RegExp(`^Error: the file's key "${key}" is not made of`),
      ));
  }

  it("are refused nowhere for want of them", async () => {
    const { recorded } = await built({ bucket: "reports", files: {} });
    assert.equal(recorded.resources().length, 2);
  });
});

describe("a bucket's name", () => {
  const named = (name: string) =>
    build(() => new ObjectStore(name, { prefix: "", verbs: ["GET"] }));

  it("has room for what the provider appends", async () => {
    const { recorded } = await named("s".repeat(48));
    assert.equal(recorded.get(`${"s".repeat(48)}-bucket`).name.length, 55);
  });

  for (const name of ["s".repeat(49), "my_files", "my.files"]) {
    it(`is refused of the store ${name}`, () =>
      assert.rejects(
        named(name),
        new RegExp(`the bucket's name "${name}-bucket" is refused by S3`),
      ));
  }
});

describe("a route that a bucket's objects answer", () => {
  const backend = (verb: ObjectVerb, key: { variable: string } | { fixed: string }) => {
    const bucket = pulumi.output("reports");
    return objectBackend({ verb, bucket, prefix: "public/", roleArn: "arn:role", ...key });
  };

  it("hands a path's variable on as the key below the prefix, and what asks for a part", async () => {
    const { target, ...rest } = backend("GET", { variable: "rest" });
    assert.equal(await valueOf(pulumi.output(target)), "path/reports/public/{key}");
    assert.equal(rest.service, "s3");
    assert.equal(rest.httpMethod, "GET");
    assert.equal(rest.roleArn, "arn:role");
    assert.deepEqual(rest.requestParameters, {
      "integration.request.path.key": "method.request.path.rest",
      "integration.request.header.If-Modified-Since": "method.request.header.If-Modified-Since",
      "integration.request.header.If-None-Match": "method.request.header.If-None-Match",
      "integration.request.header.Range": "method.request.header.Range",
    });
  });

  it("takes one fixed key, and a caller's type of content", async () => {
    const { target, requestParameters } = backend("PUT", { fixed: "index.html" });
    assert.equal(await valueOf(pulumi.output(target)), "path/reports/public/index.html");
    assert.deepEqual(requestParameters, {
      "integration.request.header.Content-Type": "method.request.header.Content-Type",
    });
  });

  for (const [verb, statuses] of [
    ["GET", [200, 206, 304, 403, 404, 416]],
    ["HEAD", [200, 206, 304, 403, 404, 416]],
    ["PUT", [200, 403, 404]],
    ["DELETE", [204, 403, 404]],
  ] as const) {
    it(`keeps the statuses of ${verb} apart; what is no such one is 500`, () => {
      const { responses } = backend(verb, { variable: "key" });
      assert.deepEqual(
        responses.map(({ status, pattern }) => [status, pattern]),
        [...statuses.map((status) => [status, String(status)]), [500, undefined]],
      );
      assert.deepEqual(responses[0]?.headers, {
        "Cache-Control": "integration.response.header.Cache-Control",
        "Content-Length": "integration.response.header.Content-Length",
        "Content-Range": "integration.response.header.Content-Range",
        "Content-Type": "integration.response.header.Content-Type",
        ETag: "integration.response.header.ETag",
        "Last-Modified": "integration.response.header.Last-Modified",
        Timestamp: "integration.response.header.Date",
      });
      assert.deepEqual(responses.at(-1)?.headers, {});
    });
  }
});
