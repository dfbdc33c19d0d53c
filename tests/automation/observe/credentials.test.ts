import * as assert from "node:assert/strict";
import { planCredentials } from "../../../automation/observe/credentials";

describe("whose credentials a probe is invoked with", () => {
  it("the environment's where the settings name none", () => {
    assert.deepEqual(planCredentials({ "aws:region": "eu-west-1" }), { roles: [] });
    assert.deepEqual(planCredentials({ "aws:profile": "" }), { roles: [] });
  });

  it("those of the profile", () => {
    assert.deepEqual(planCredentials({ "aws:profile": "service" }), {
      profile: "service",
      roles: [],
    });
  });

  it("then each role in order, with all that the provider takes for it", () => {
    const roles = [
      { roleArn: "arn:aws:iam::111111111111:role/hub" },
      {
        ...{ roleArn: "arn:aws:iam::222222222222:role/deploy", sessionName: "ci" },
        ...{ externalId: "x-1", duration: "1h30m", policy: "{}", sourceIdentity: "ci" },
        policyArns: ["arn:aws:iam::aws:policy/ReadOnlyAccess"],
        ...{ tags: { team: "edge" }, transitiveTagKeys: ["team"] },
      },
    ];
    const config = { "aws:profile": "ci", "aws:assumeRoles": JSON.stringify(roles) };
    assert.deepEqual(planCredentials(config), {
      profile: "ci",
      roles: [
        { RoleArn: "arn:aws:iam::111111111111:role/hub", RoleSessionName: "private-api-verify" },
        {
          ...{ RoleArn: "arn:aws:iam::222222222222:role/deploy", RoleSessionName: "ci" },
          ...{ ExternalId: "x-1", DurationSeconds: 5_400, Policy: "{}", SourceIdentity: "ci" },
          PolicyArns: [{ arn: "arn:aws:iam::aws:policy/ReadOnlyAccess" }],
          ...{ Tags: [{ Key: "team", Value: "edge" }], TransitiveTagKeys: ["team"] },
        },
      ],
    });
  });

  it("the one role of aws:assumeRole, which older settings have", () => {
    const config = { "aws:assumeRole": '{"roleArn":"arn:aws:iam::1:role/a","duration":"900s"}' };
    assert.deepEqual(planCredentials(config).roles, [
      {
        ...{ RoleArn: "arn:aws:iam::1:role/a", RoleSessionName: "private-api-verify" },
        DurationSeconds: 900,
      },
    ]);
  });

  it("nobody's where the roles are none", () => {
    for (const given of ["deploy", '[{"role":"a"}]', '"a"']) {
      assert.throws(() => planCredentials({ "aws:assumeRoles": given }), {
        name: "ProbeFault",
        message:
          "its roles to assume are none: aws:assumeRoles\n" +
          "  fix:     aws:assumeRoles: [{ roleArn: arn:aws:iam::111111111111:role/deploy }]",
      });
    }
  });
});
