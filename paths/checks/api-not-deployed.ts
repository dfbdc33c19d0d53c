import { deploymentOf, stagesOf } from "../network/apis";
import { fault, forbidden, nameOf, unknown, type Check } from "./check";

export const apiNotDeployed: Check = {
  code: "API_NOT_DEPLOYED",
  hop: "api-id",
  cause: "The API has no stage, or its stage serves no deployment: nothing of it answers.",
  symptom: '403 `{"message":"Forbidden"}`, or `Missing Authentication Token` by another source',
  repair: "Deploy the API to a stage.",
  source: "API Gateway guide, deploy a REST API; the body is general knowledge",
  evidence: "inferred",
  judge: (journey) => {
    const { network, api, stage } = journey;
    if (!api) {
      return undefined;
    }
    const seen = { ...forbidden(), orBodies: ['{"message":"Missing Authentication Token"}'] };
    const stages = stagesOf(network, api);
    if (stages.length === 0) {
      return fault({
        resource: api,
        detail: `${nameOf(api)} has no stage`,
        fix: "deploy the API to a stage",
        seen,
      });
    }
    if (stage && !deploymentOf(network, stage)) {
      return stage.properties.raw("deployment") === undefined
        ? fault({
            resource: stage,
            detail: `the stage ${nameOf(stage)} serves no deployment`,
            fix: "give the stage a deployment",
            seen,
          })
        : unknown(`which deployment the stage ${nameOf(stage)} serves`);
    }
    return undefined;
  },
};
