import * as assert from "node:assert/strict";
import { causeOf, type CauseKind } from "../../automation/causes";
import { AwsError } from "../../simulator/aws/model";
import { World } from "../../simulator/world";
import { cloudAccount } from "../support/cloudAccount";

/** The first lines of what pulumi 3.248.0 printed of a stack whose lock another process held. */
const LOCKED =
  "error: the stack is currently locked by 1 lock(s). Either wait for the other process(es) to end or delete the lock file with `pulumi cancel`.\n" +
  "  file:///srv/backend/.pulumi/locks/organization/private-api/service/11111111-1111-1111-1111-111111111111.json?no_tmp_dir=true: created by alice@build-7 (pid 4242) at 2026-01-02T03:04:05Z";

/** What pulumi 3.248.0 printed, by hand, on a `file://` backend; the 409 is Pulumi Cloud's. */
const OF_THE_CLI: [CauseKind, string][] = [
  ["locked", LOCKED],
  ["locked", "error: [409] Conflict: Another update is currently in progress."],
  ["missing stack", "error: no stack named 'missing' found"],
  [
    "passphrase",
    "error: could not create secrets manager for new stack: passphrase must be set with PULUMI_CONFIG_PASSPHRASE or PULUMI_CONFIG_PASSPHRASE_FILE environment variables",
  ],
  [
    "passphrase",
    "error: getting stack configuration: get stack secrets manager: passphrase must be set with PULUMI_CONFIG_PASSPHRASE or PULUMI_CONFIG_PASSPHRASE_FILE environment variables",
  ],
  [
    "passphrase",
    "error: getting stack configuration: get stack secrets manager: incorrect passphrase",
  ],
  ["not built yet", 'unknown stack "organization/private-api/service"'],
  ["not built yet", 'Preview failed: unknown stack "organization/private-api/service"'],
  [
    "not built yet",
    "Running program '/srv/index.ts' failed with an unhandled exception:\n" +
      "Error: Required output 'contract' does not exist on stack 'organization/private-api/service'.\n" +
      "    at /srv/node_modules/@pulumi/stackReference.ts:104:23",
  ],
  ["interrupted", "update canceled"],
  ["interrupted", "error: update canceled"],
  // Ours, of a run that was interrupted before the CLI was.
  ["interrupted", "interrupted before pulumi began"],
];

/** What the program says of a stack that is there and was never built: it is this package's own word. */
const OF_THE_PROGRAM: [CauseKind, string][] = [
  [
    "not built yet",
    'Pulumi.customer.yaml private-api:serviceStack: names a stack that has no output "contract": it is not a service, or not built yet\n  value:   service',
  ],
  [
    "not built yet",
    "Pulumi.service.yaml private-api:customers (osaka): names a stack that is not a direct customer, or is not built yet",
  ],
];

const MORE =
  "Please see https://www.pulumi.com/registry/packages/aws/installation-configuration/ for more information about providing credentials.";

/** pulumi-aws: `provider/errors/*.txt` and `provider/credentials_test.go`; terraform-provider-aws. */
const OF_THE_PROVIDER: [CauseKind, string][] = [
  // aws-sdk-go-base, VerifyAccountIDAllowed; an older provider wrote it with a capital.
  ["wrong account", "rpc error: code = Unknown desc = AWS account ID not allowed: 222222222222"],
  ["wrong account", "AWS Account ID not allowed: 222222222222"],
  [
    "credentials",
    `pulumi:providers:aws resource 'default_7_43_0' has a problem: No valid credential sources found.\n${MORE}`,
  ],
  [
    "credentials",
    `pulumi:providers:aws resource 'default_7_43_0' has a problem: Invalid credentials configured.\n${MORE}`,
  ],
  ["credentials", `The configured AWS credentials are invalid or have expired.\n${MORE}`],
  [
    "credentials",
    "The configured AWS credentials have expired.\nRefresh the temporary credentials and try again.",
  ],
  ["credentials", "Failed to refresh cached SSO credentials.\nPlease refresh SSO login."],
  [
    "credentials",
    'The AWS SSO session for profile "corp" has expired or was not found.\nRun `aws sso login --profile corp` to sign in again, then retry.',
  ],
  [
    "credentials",
    "The AWS login session for the default profile has expired or was not found.\nRun `aws login` to sign in again, then retry.",
  ],
  [
    "credentials",
    'The AWS profile "nope" was not found.\nConfigured profiles: myproj.\nCheck the `aws:profile` configuration and the AWS_PROFILE environment variable.',
  ],
  ["credentials", "The credential_process configured for the default profile failed.\nDetails: x"],
  [
    "credentials",
    "unable to validate AWS credentials.\nDetails: no valid credential sources for Pulumi AWS Classic found.",
  ],
  [
    "credentials",
    "operation error STS: GetCallerIdentity, https response error StatusCode: 403, RequestID: 87fecadb-d8fc-43ac-8147-a6f49179ce6d, api error ExpiredToken: The security token included in the request is expired",
  ],
  [
    "credentials",
    "operation error STS: GetCallerIdentity, https response error StatusCode: 403, api error InvalidClientTokenId: The security token included in the request is invalid.",
  ],
  [
    "credentials",
    "failed to refresh cached credentials, the SSO session has expired or is invalid: open /home/a/.aws/sso/cache/6ec8.json: no such file or directory",
  ],
  ["credentials", "failed to get shared config profile, nope"],
];

/** Terraform's AWS provider, with AWS's own words in them. */
const OF_AWS: [CauseKind, string][] = [
  [
    "throttled",
    "creating EC2 VPC Endpoint (com.amazonaws.ap-northeast-1.execute-api): operation error EC2: CreateVpcEndpoint, exceeded maximum number of attempts, 25, https response error StatusCode: 503, RequestID: 1, api error RequestLimitExceeded: Request limit exceeded.",
  ],
  [
    "throttled",
    "creating Route53 Record: operation error Route 53: ChangeResourceRecordSets, https response error StatusCode: 400, RequestID: 1, api error Throttling: Rate exceeded",
  ],
  [
    "throttled",
    "operation error API Gateway: CreateDeployment, https response error StatusCode: 429, RequestID: 1, TooManyRequestsException: Too Many Requests",
  ],
  [
    "throttled",
    "operation error Route 53: ChangeResourceRecordSets, https response error StatusCode: 400, RequestID: 1, PriorRequestNotComplete: The request was rejected because Route 53 was still processing a prior request.",
  ],
  [
    "denied",
    "creating EC2 VPC: operation error EC2: CreateVpc, https response error StatusCode: 403, RequestID: 1, api error UnauthorizedOperation: You are not authorized to perform this operation. User: arn:aws:sts::222222222222:assumed-role/deploy/ci is not authorized to perform: ec2:CreateVpc because no identity-based policy allows the ec2:CreateVpc action",
  ],
  [
    "denied",
    "operation error IAM: CreateRole, https response error StatusCode: 403, RequestID: 1, api error AccessDenied: User: arn:aws:sts::222222222222:assumed-role/deploy/ci is not authorized to perform: iam:CreateRole",
  ],
];

const table = (title: string, rows: readonly [CauseKind, string][]): void => {
  describe(title, () => {
    for (const [kind, message] of rows) {
      it(`${kind}: ${message.split("\n")[0]?.slice(0, 100)}`, () =>
        assert.equal(causeOf(message)?.kind, kind));
    }
  });
};

/** What the simulated AWS says of an act that it refuses. */
function said(act: (own: ReturnType<typeof cloudAccount>) => unknown): string {
  try {
    act(cloudAccount(World.empty()));
  } catch (error) {
    assert.ok(error instanceof AwsError);
    return error.message;
  }
  throw new assert.AssertionError({ message: "it did not refuse" });
}

describe("the cause of a failure", () => {
  table("in the words of the Pulumi CLI", OF_THE_CLI);
  table("in the words of the program", OF_THE_PROGRAM);
  table("in the words of the AWS provider", OF_THE_PROVIDER);
  table("in the words of AWS", OF_AWS);

  describe("in the words of the simulated AWS", () => {
    const VPC = { cidrBlock: "10.0.0.0/16" };
    const refused: [CauseKind, string, Parameters<typeof said>[0]][] = [
      [
        "deleted behind the state",
        "an update of a VPC that is gone",
        ({ cloud }) => cloud.update("aws:ec2/vpc:Vpc", "net", "vpc-00000000000000000", VPC),
      ],
      [
        "deleted behind the state",
        "a listener whose load balancer is gone",
        ({ make }) =>
          make("lb/listener:Listener", "l", { loadBalancerArn: "arn:x", defaultActions: [] }),
      ],
      [
        "deleted behind the state",
        "a path of an API that is gone",
        ({ make }) =>
          make("apigateway/resource:Resource", "r", {
            ...{ restApi: "abcde12345", parentId: "a", pathPart: "pets" },
          }),
      ],
      [
        "not admitted",
        "an endpoint to a service that does not admit the account",
        ({ make }) => {
          const { id } = make("ec2/vpc:Vpc", "net", VPC);
          const serviceName = "com.amazonaws.vpce.ap-northeast-1.vpce-svc-0123456789abcdef0";
          return make("ec2/vpcEndpoint:VpcEndpoint", "e", {
            ...{ vpcId: id, serviceName, vpcEndpointType: "Interface", subnetIds: [] },
          });
        },
      ],
      [
        "conflict",
        "a second private zone of a name in one VPC",
        ({ make }) => {
          const { id } = make("ec2/vpc:Vpc", "net", VPC);
          const inputs = { name: "hoge.co.jp", vpcs: [{ vpcId: id }] };
          make("route53/zone:Zone", "a", inputs);
          return make("route53/zone:Zone", "b", inputs);
        },
      ],
      [
        "conflict",
        "a second bucket of a name in one account",
        ({ make }) => {
          make("s3/bucket:Bucket", "a", { bucket: "pages-of-hoge" });
          return make("s3/bucket:Bucket", "b", { bucket: "pages-of-hoge" });
        },
      ],
      [
        "conflict",
        "a second instance profile of a name",
        ({ make }) => {
          make("iam/instanceProfile:InstanceProfile", "a", { name: "client" });
          return make("iam/instanceProfile:InstanceProfile", "b", { name: "client" });
        },
      ],
    ];
    for (const [kind, what, act] of refused) {
      it(`${kind}: ${what}`, () => {
        const message = said(act);
        assert.equal(causeOf(message)?.kind, kind, message);
      });
    }

    it("wrong zone, and connections", () => {
      const words = [
        "creating EC2 VPC Endpoint (x): InvalidParameter: The VPC endpoint service x does not support the availability zone of the subnet: subnet-0a.",
        "deleting EC2 VPC Endpoint Service (vpce-svc-0a): ExistingVpcEndpointConnections: Service has existing active VPC Endpoint connections!",
      ];
      assert.deepEqual(
        words.map((message) => causeOf(message)?.kind),
        ["wrong zone", "connections"],
      );
    });
  });

  it("is not known of what nobody has said before", () => {
    for (const message of ["", "update failed", "exit status 1", "creating EC2 VPC: timeout"]) {
      assert.equal(causeOf(message), undefined, message);
    }
    // A quota is not lifted by waiting.
    assert.equal(causeOf("api error VpcLimitExceeded: The maximum number of VPCs"), undefined);
    // Names and paths of people are no words of AWS.
    assert.equal(causeOf("creating EC2 VPC (throttled-team): something new"), undefined);
  });

  describe("where a message has words of several", () => {
    const rows: [CauseKind, string, string][] = [
      [
        "throttled",
        "a role that AWS was asked for too often is not one that is denied",
        "api error Throttling: Rate exceeded: User: arn:aws:iam::1:user/a is not authorized to perform: x",
      ],
      [
        "wrong account",
        "credentials that are good, of another account",
        "validating provider credentials: AWS account ID not allowed: 1; failed to refresh cached credentials",
      ],
      [
        "denied",
        "a role that the credentials must not take: signing in again would change nothing",
        "unable to validate AWS credentials.\nDetails: No valid credential sources found. Error: failed to refresh cached credentials, operation error STS: AssumeRole, AccessDenied: User: arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_Dev_0123456789abcdef/me is not authorized to perform: sts:AssumeRole",
      ],
      [
        "denied",
        "a role that a CI provider's token must not take",
        "failed to refresh cached credentials, operation error STS: AssumeRoleWithWebIdentity, https response error StatusCode: 403, api error AccessDenied: Not authorized to perform sts:AssumeRoleWithWebIdentity",
      ],
      ["locked", "a lock on a stack of any name", LOCKED.replaceAll("/service/", "/Throttling/")],
    ];
    for (const [kind, what, message] of rows) {
      it(`it is ${kind}: ${what}`, () => assert.equal(causeOf(message)?.kind, kind));
    }
  });

  it("has a fix that names the stack, and its service", () => {
    const customer = { name: "tokyo", service: "main" };
    const fixes = {
      [LOCKED]:
        "wait until that run has ended; if it is gone for good: pulumi cancel --stack tokyo --yes",
      "no stack named 'tokyo' found":
        "npx private-api up --stacks tokyo, or pulumi stack init tokyo",
      'unknown stack "organization/private-api/main"': "npx private-api up --stacks main,tokyo",
      "InvalidServiceName: The Vpc Endpoint Service 'x' does not exist":
        "have main admit the account: list it in its customers, or, if it is listed, look with npx private-api drift --stacks main for who took it away; then npx private-api up --stacks tokyo",
      "InvalidVpcID.NotFound: The Vpc 'vpc-0a' does not exist":
        "npx private-api drift --stacks tokyo shows what other hands deleted",
    };
    for (const [message, fix] of Object.entries(fixes)) {
      assert.equal(causeOf(message, customer)?.fix, fix);
    }
    assert.equal(
      causeOf('unknown stack "organization/private-api/osaka"', { name: "service" })?.fix,
      "npx private-api up --stacks service",
    );
  });
});
