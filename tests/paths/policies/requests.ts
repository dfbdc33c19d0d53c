/** What the tests of the policies have in common: one API, one call of it, and short ways to write both. */
import { parsePolicy, type PolicyDocument } from "../../../paths/policies/document";
import {
  evaluatePolicy,
  type Decision,
  type PolicyRequest,
} from "../../../paths/policies/evaluate";

export const API = "arn:aws:execute-api:ap-northeast-1:111111111111:cc0qnec1ix";

/** A statement as a policy has it; tests may damage it. */
export type Raw = Record<string, unknown>;

export const allow = (more: Raw = {}): Raw => ({
  Effect: "Allow",
  Principal: "*",
  Action: "execute-api:Invoke",
  Resource: "execute-api:/*",
  ...more,
});

export const deny = (more: Raw = {}): Raw => ({ ...allow(more), Effect: "Deny" });

export const policy = (...statements: Raw[]): PolicyDocument =>
  parsePolicy({ Version: "2012-10-17", Statement: statements });

/** An unsigned `GET /prod/pets` through the endpoint vpce-a of vpc-a. */
export const request = (more: Partial<PolicyRequest> = {}): PolicyRequest => ({
  principal: "anonymous",
  action: "execute-api:Invoke",
  resource: `${API}/prod/GET/pets`,
  resourcePrefix: API,
  context: {
    "aws:SourceVpce": ["vpce-a"],
    "aws:SourceVpc": ["vpc-a"],
    "aws:VpcSourceIp": ["10.0.1.10"],
    "aws:PrincipalAccount": ["anonymous"],
    "aws:SecureTransport": ["true"],
  },
  ...more,
});

export const through = (endpoint: string): PolicyRequest =>
  request({ context: { ...request().context, "aws:SourceVpce": [endpoint] } });

export const effectOf = (document: PolicyDocument, call = request()): Decision["effect"] =>
  evaluatePolicy(document, call).effect;
