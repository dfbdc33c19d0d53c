import * as pulumi from "@pulumi/pulumi";
import * as iam from "@pulumi/aws/iam";
import * as s3 from "@pulumi/aws/s3";
import type { AwsBackend } from "./backends";
import { canonicalJson, objectReaderPolicy, tlsOnlyPolicy, type ObjectAccess } from "./policies";
import { OBJECT_KEY, objectBackend, type ObjectVerb } from "./objectBackend";
import { gatewayRole } from "./serviceRole";
import { nameTag } from "./tags";

/** An object that is put into the bucket. */
export interface ObjectFile {
  content: string;
  contentType: string;
}

export interface ObjectStoreArgs {
  /** A bucket that is there already, in this account and region; without it one is made. */
  bucket?: string;
  /** Beginning of every key that may be reached: empty, or with a slash at its end. */
  prefix: string;
  /** Verbs that callers may use. Reading is `GET` and `HEAD`. */
  verbs: readonly ObjectVerb[];
  /** Objects of a bucket that is made here, by their keys below the prefix. */
  files?: Readonly<Record<string, ObjectFile>>;
}

/** A bucket's name, and its ARN. */
type Bucket = Record<"bucket" | "arn", pulumi.Output<string>>;

/**
 * A bucket's objects, to be answered by an API.
 *
 * Makes 1. unless one is given, a bucket: private, versioned, encrypted, for TLS alone, 2. its files, and
 * 3. a role that API Gateway assumes and that may do just these verbs on just this prefix, and list it, so
 * that a missing key is 404 and not 403. A bucket that holds what callers wrote is not deleted: AWS keeps
 * it (BucketNotEmpty) until somebody empties it.
 */
export class ObjectStore extends pulumi.ComponentResource {
  readonly bucket: pulumi.Output<string>;
  readonly prefix: string;
  readonly roleArn: pulumi.Output<string>;

  constructor(name: string, args: ObjectStoreArgs, opts?: pulumi.ComponentResourceOptions) {
    super("private-api:index:ObjectStore", name, {}, opts);
    const { bucket, arn } = this.findBucket(name, args);
    const role = this.createRole(name, arn, {
      prefix: args.prefix,
      read: args.verbs.includes("GET") || args.verbs.includes("HEAD"),
      write: args.verbs.includes("PUT"),
      remove: args.verbs.includes("DELETE"),
    });

    this.bucket = bucket;
    this.prefix = args.prefix;
    this.roleArn = role.arn;
    this.registerOutputs({ bucket: this.bucket, prefix: this.prefix, roleArn: this.roleArn });
  }

  /** What answers one verb of a route, for the path's variable or for one fixed key. */
  backend(verb: ObjectVerb, key: { variable: string } | { fixed: string }): AwsBackend {
    return objectBackend({
      ...key,
      verb,
      bucket: this.bucket,
      prefix: this.prefix,
      roleArn: this.roleArn,
    });
  }

  private findBucket(name: string, { bucket, prefix, files = {} }: ObjectStoreArgs): Bucket {
    if (bucket === undefined) {
      return this.createBucket(name, prefix, files);
    }
    const [key] = Object.keys(files);
    if (key !== undefined) {
      throw new Error(
        `${name} puts the file ${key} into the bucket ${bucket}, which is not made here: ` +
          "leave the bucket out, or put the files there by other means",
      );
    }
    return { bucket: pulumi.output(bucket), arn: pulumi.output(`arn:aws:s3:::${bucket}`) };
  }

  private createBucket(
    name: string,
    prefix: string,
    files: Readonly<Record<string, ObjectFile>>,
  ): Bucket {
    const parent = { parent: this };
    const own = bucketName(`${name}-bucket`);
    const { bucket, arn } = new s3.Bucket(own, { tags: nameTag(own) }, parent);
    const closed = new s3.BucketPublicAccessBlock(
      `${own}-access`,
      {
        bucket,
        ...{ blockPublicAcls: true, blockPublicPolicy: true },
        ...{ ignorePublicAcls: true, restrictPublicBuckets: true },
      },
      parent,
    );
    const versions = new s3.BucketVersioning(
      `${own}-versions`,
      { bucket, versioningConfiguration: { status: "Enabled" } },
      parent,
    );
    const encryption = new s3.BucketServerSideEncryptionConfiguration(
      `${own}-encryption`,
      {
        bucket,
        rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }],
      },
      parent,
    );
    new s3.BucketPolicy(
      `${own}-policy`,
      { bucket, policy: arn.apply((text) => canonicalJson(tlsOnlyPolicy(text))) },
      // Two changes of a bucket's access at once are refused (OperationAborted).
      { parent: this, dependsOn: [closed] },
    );
    for (const [key, file] of Object.entries(files)) {
      const child = `${name}-file-${fileKey(key)}`;
      new s3.BucketObjectv2(
        child,
        { bucket, key: `${prefix}${key}`, ...file, tags: nameTag(child) },
        // An object from before the versions has none, and would stay behind a marker when it is deleted.
        { parent: this, dependsOn: [versions, encryption] },
      );
    }
    return { bucket, arn };
  }

  private createRole(
    name: string,
    bucketArn: pulumi.Output<string>,
    access: ObjectAccess,
  ): iam.Role {
    const role = gatewayRole(name, `What API Gateway may do with the objects of ${name}`, this);
    new iam.RolePolicy(
      `${name}-role-objects`,
      {
        role: role.name,
        policy: bucketArn.apply((arn) => canonicalJson(objectReaderPolicy(arn, access))),
      },
      { parent: this },
    );
    return role;
  }
}

/**
 * Returns the logical name when S3 takes the bucket's name that the provider makes from it: in lower case,
 * with a dash and seven characters, 63 characters in all.
 *
 * @throws when it is too long, or holds more than letters, digits and dashes
 */
function bucketName(name: string): string {
  if (!/^[a-zA-Z0-9][a-zA-Z0-9-]{0,54}$/.test(name)) {
    throw new Error(
      `the bucket's name "${name}" is refused by S3: 1-55 letters, digits and dashes, no dash first`,
    );
  }
  return name;
}

/**
 * Returns the key when it can stand in a tag as well, and is written as the provider will write it, which
 * leaves out slashes at the beginning and all but one in a row.
 *
 * @throws when it cannot
 */
function fileKey(key: string): string {
  if (!OBJECT_KEY.test(key)) {
    throw new Error(
      `the file's key "${key}" is not made of a-z A-Z 0-9 . _ - in parts with a slash between them`,
    );
  }
  return key;
}
