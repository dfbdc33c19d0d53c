import type { Exports } from "../faults/exports";
import { addResource, addRoute } from "./routes";

const BUCKET = "files-bucket-1f2e3d4";
const ROLE_ARN = "arn:aws:iam::111111111111:role/files-role";
export const INDEX = "<html>Grüße</html>\n";

const policy = (...statements: object[]): string =>
  JSON.stringify({ Version: "2012-10-17", Statement: statements });

/** S3's headers as callers get them. */
const HEADERS = {
  "Cache-Control": "integration.response.header.Cache-Control",
  "Content-Length": "integration.response.header.Content-Length",
  "Content-Type": "integration.response.header.Content-Type",
  ETag: "integration.response.header.ETag",
  Timestamp: "integration.response.header.Date",
};

/** A bucket with one page, answered below `/files`. */
export function files(e: Exports): void {
  const make = (name: string, type: string, id: string, outputs: Record<string, unknown>) =>
    e.make(`service ${name}`, type, id, outputs);
  make("Bucket::files-bucket", "aws:s3/bucket:Bucket", BUCKET, {
    ...{ bucket: BUCKET, arn: `arn:aws:s3:::${BUCKET}` },
  });
  make("BucketPolicy::files-bucket-policy", "aws:s3/bucketPolicy:BucketPolicy", BUCKET, {
    bucket: BUCKET,
    policy: policy({
      ...{ Effect: "Deny", Principal: "*", Action: "s3:*" },
      Resource: [`arn:aws:s3:::${BUCKET}`, `arn:aws:s3:::${BUCKET}/*`],
      Condition: { Bool: { "aws:SecureTransport": "false" } },
    }),
  });
  make(
    "BucketObjectv2::index",
    "aws:s3/bucketObjectv2:BucketObjectv2",
    `${BUCKET}/site/index.html`,
    {
      ...{ bucket: BUCKET, key: "site/index.html", content: INDEX, contentType: "text/html" },
      etag: "0123456789abcdef0123456789abcdef",
    },
  );
  make("Role::files-role", "aws:iam/role:Role", "files-role", {
    ...{ name: "files-role", arn: ROLE_ARN, inlinePolicies: [], managedPolicyArns: [] },
    assumeRolePolicy: policy({
      ...{ Effect: "Allow", Action: "sts:AssumeRole" },
      Principal: { Service: "apigateway.amazonaws.com" },
    }),
  });
  make("RolePolicy::files-role-read", "aws:iam/rolePolicy:RolePolicy", "files-role:read", {
    ...{ role: "files-role", name: "read" },
    policy: policy({
      Effect: "Allow",
      Action: "s3:GetObject",
      Resource: `arn:aws:s3:::${BUCKET}/site/*`,
    }),
  });
  make("RolePolicy::files-role-list", "aws:iam/rolePolicy:RolePolicy", "files-role:list", {
    ...{ role: "files-role", name: "list" },
    policy: policy({
      ...{ Effect: "Allow", Action: "s3:ListBucket", Resource: `arn:aws:s3:::${BUCKET}` },
      Condition: { StringLikeIfExists: { "s3:prefix": ["site/*"] } },
    }),
  });
  const folder = addResource(e, "files", "files");
  const resourceId = addResource(e, "file", "{proxy+}", folder);
  for (const verb of ["GET", "HEAD"]) {
    addRoute(e, `${verb}/files/proxy+`, {
      ...{ verb, resourceId },
      method: { requestParameters: { "method.request.path.proxy": true } },
      integration: {
        ...{ type: "AWS", integrationHttpMethod: verb, credentials: ROLE_ARN },
        uri: `arn:aws:apigateway:ap-northeast-1:s3:path/${BUCKET}/site/{key}`,
        requestParameters: {
          "integration.request.path.key": "method.request.path.proxy",
          "integration.request.header.Range": "method.request.header.Range",
        },
      },
      responses: [
        ...[200, 206, 304, 403, 404, 416].map((status) => ({
          ...{ status, pattern: String(status), headers: HEADERS },
        })),
        { status: 500 },
      ],
    });
  }
  addRoute(e, "POST/sign-in", {
    ...{ verb: "POST", resourceId: addResource(e, "signin", "sign-in") },
    integration: {
      ...{ type: "AWS", integrationHttpMethod: "POST", credentials: ROLE_ARN },
      uri: "arn:aws:apigateway:ap-northeast-1:cognito-idp:action/InitiateAuth",
    },
    responses: [{ status: 200 }],
  });
}
