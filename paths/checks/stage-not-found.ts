import { known, UNKNOWN } from "../network/properties";
import { stagesOf } from "../network/apis";
import { fault, forbidden, nameOf, unknown, type Check } from "./check";

export const stageNotFound: Check = {
  code: "STAGE_NOT_FOUND",
  hop: "method",
  cause: "The first part of the path is not the name of a stage of the API.",
  symptom:
    '403; `{"message":"Forbidden"}` or `{"message":"Missing Authentication Token"}`: sources differ',
  repair: "Begin the path with the stage's name.",
  source: "API Gateway guide, invoke a REST API; reports differ about the body",
  evidence: "documented",
  judge: ({ network, api, stage, stageName }) => {
    const stages = api ? stagesOf(network, api) : [];
    if (!api || stage || stages.length === 0) {
      return undefined;
    }
    if (stages.some(({ properties }) => properties.text("stageName") === UNKNOWN)) {
      return unknown(`whether ${nameOf(api)} has a stage ${JSON.stringify(stageName)}`);
    }
    const names = stages.map(({ properties }) => known(properties.text("stageName")) ?? "?");
    return fault({
      // Which of the two is wrong, the stage's name or the call's, nobody can tell.
      resource: stages.length === 1 ? stages[0] : api,
      detail: `${nameOf(api)} has no stage ${JSON.stringify(stageName)}; it has ${names.join(", ")}`,
      fix: `begin the path with /${names[0]}`,
      seen: { ...forbidden(), orBodies: ['{"message":"Missing Authentication Token"}'] },
    });
  },
};
