import { createHash } from "crypto";
import { lettersOf } from "../hash";
import type { WorldObject } from "../world";
import { AwsError, text, usersOf, type Inputs, type Model, type Place } from "./model";

const BUCKET = "aws:s3/bucket:Bucket";
const VERSIONING = "aws:s3/bucketVersioning:BucketVersioning";
const OBJECT = "aws:s3/bucketObjectv2:BucketObjectv2";

/** A bucket's name: 3 to 63 lower-case letters, digits, dots and dashes. */
const BUCKET_NAME = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

const bucket: Model = {
  type: BUCKET,
  seconds: 2, // est.
  create(inputs, place) {
    // The provider makes the letters of a name small that it makes itself, and of no other.
    const made = place.physicalName(inputs["bucket"], 63);
    const name = inputs["bucket"] === undefined ? made.toLowerCase() : made;
    checkName(name, place);
    return {
      id: name,
      outputs: {
        accelerationStatus: "",
        arn: `arn:aws:s3:::${name}`,
        bucket: name,
        bucketDomainName: `${name}.s3.amazonaws.com`,
        bucketPrefix: "",
        bucketRegion: place.region,
        bucketRegionalDomainName: `${name}.s3.${place.region}.amazonaws.com`,
        corsRules: [],
        forceDestroy: inputs["forceDestroy"] ?? false,
        // One hosted zone holds the names of all buckets of a region.
        hostedZoneId: `Z${lettersOf(13, "s3 zone", place.region).toUpperCase()}`,
        lifecycleRules: [],
        objectLockEnabled: inputs["objectLockEnabled"] ?? false,
        policy: "",
        requestPayer: "BucketOwner",
      },
    };
  },
  refuseDelete({ id, inputs }, place) {
    const isFull = usersOf(place, OBJECT, "bucket", id).length > 0;
    return isFull && inputs["forceDestroy"] !== true
      ? new AwsError(
          `deleting S3 Bucket (${id})`,
          "BucketNotEmpty",
          "The bucket you tried to delete is not empty. You must delete all versions in the bucket.",
        )
      : undefined;
  },
};

/** Names are shared by all accounts and regions. */
function checkName(name: string, place: Place): void {
  const refuse = (code: string, detail: string) =>
    new AwsError(`creating S3 Bucket (${name})`, code, detail);
  if (!BUCKET_NAME.test(name)) {
    throw refuse("InvalidBucketName", "The specified bucket is not valid.");
  }
  const elsewhere = place.world
    .all(BUCKET)
    .filter((known) => known.account !== place.account || known.region !== place.region);
  const twin = [...place.list(BUCKET), ...elsewhere].find(({ id }) => id === name);
  if (twin?.account === place.account) {
    throw refuse(
      "BucketAlreadyOwnedByYou",
      "Your previous request to create the named bucket succeeded and you already own it.",
    );
  }
  if (twin) {
    throw refuse(
      "BucketAlreadyExists",
      "The requested bucket name is not available. The bucket namespace is shared by all users of " +
        "the system. Please select a different name and try again.",
    );
  }
}

function requireBucket(inputs: Inputs, place: Place, doing: string): WorldObject {
  const found = place.list(BUCKET).find(({ id }) => id === inputs["bucket"]);
  if (!found) {
    throw new AwsError(doing, "NoSuchBucket", "The specified bucket does not exist");
  }
  return found;
}

/** A setting of a bucket: there is one, with the bucket's name as its id. */
const setting = (
  type: string,
  doing: (bucket: string) => string,
  outputsOf: (inputs: Inputs, doing: string) => Inputs = () => ({}),
): Model => ({
  type,
  seconds: 1, // est.
  create(inputs, place) {
    const now = doing(text(inputs["bucket"]));
    const { id } = requireBucket(inputs, place, now);
    return { id, outputs: outputsOf(inputs, now) };
  },
});

const FLAGS = ["blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"];

const publicAccessBlock = setting(
  "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
  (name) => `creating S3 Bucket (${name}) Public Access Block`,
  (inputs) => Object.fromEntries(FLAGS.map((flag) => [flag, inputs[flag] ?? false])),
);

const versioning = setting(
  VERSIONING,
  (name) => `creating S3 Bucket (${name}) Versioning`,
  () => ({ expectedBucketOwner: "" }),
);

const encryption = setting(
  "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
  (name) => `creating S3 Bucket (${name}) Server-side Encryption Configuration`,
  () => ({ expectedBucketOwner: "" }),
);

const bucketPolicy = setting(
  "aws:s3/bucketPolicy:BucketPolicy",
  (name) => `putting S3 Bucket (${name}) Policy`,
  (inputs, doing) => {
    try {
      JSON.parse(text(inputs["policy"]));
    } catch {
      const detail = "Policies must be valid JSON and the first byte must be '{'";
      throw new AwsError(doing, "MalformedPolicy", detail);
    }
    return {};
  },
);

const object: Model = {
  type: OBJECT,
  seconds: 1, // est.
  create(inputs, place) {
    const key = text(inputs["key"]) || place.name;
    const doing = `uploading S3 Object (${key}) to Bucket (${text(inputs["bucket"])})`;
    const owner = requireBucket(inputs, place, doing);
    const etag = createHash("md5").update(text(inputs["content"])).digest("hex");
    const hasVersions = usersOf(place, VERSIONING, "bucket", owner.id).some(
      (known) => (known.inputs["versioningConfiguration"] as Inputs)["status"] === "Enabled",
    );
    return {
      id: `${owner.id}/${key}`,
      outputs: {
        arn: `arn:aws:s3:::${owner.id}/${key}`,
        bucketKeyEnabled: false,
        contentType: inputs["contentType"] ?? "application/octet-stream",
        etag,
        forceDestroy: inputs["forceDestroy"] ?? false,
        key,
        serverSideEncryption: "AES256",
        storageClass: "STANDARD",
        versionId: hasVersions ? place.hex(32, `version ${etag}`) : "",
      },
    };
  },
};

export const s3Models = [bucket, publicAccessBlock, versioning, encryption, bucketPolicy, object];
