import { change, SAMPLE, type ProjectFiles } from "./project";

const CLIENTS = "clientCidrs: [10.1.0.0/16] }";
const config = (text: string, line: string) => change(text, "config:\n", `config:\n  ${line}\n`);

/** Further customers: the same range as the first one's, and one of its own. */
const SECOND = '\n    - { name: second, account: "333333333333", clientCidrs: [10.1.0.0/16] }';
const THIRD = '\n    - { name: third, account: "333333333333", clientCidrs: [10.3.0.0/16] }';

/** Changes of the sample settings, by name: the files in which they differ. */
export const CHANGES: Record<string, ProjectFiles> = {
  nothing: {},
  "service zones 2 to 3": { service: change(SAMPLE.service, "zones: 2", "zones: 3") },
  "clientCidrs changed": {
    service: change(SAMPLE.service, "clientCidrs: [10.1.0.0/16]", "clientCidrs: [10.7.0.0/16]"),
  },
  "a second customer with the same range": {
    service: change(SAMPLE.service, CLIENTS, CLIENTS + SECOND),
  },
  "a second customer with its own range": {
    service: change(SAMPLE.service, CLIENTS, CLIENTS + THIRD),
  },
  "a route added": {
    service: change(
      SAMPLE.service,
      '"GET /": { lambda: hello } }',
      '"GET /": { lambda: hello }, "GET /pets": { lambda: hello } }',
    ),
  },
  "stage renamed": { service: change(SAMPLE.service, "stage: prod", "stage: v2") },
  "vanity record renamed": { customer: change(SAMPLE.customer, "record: vpce", "record: api") },
  "name execute-api removed": {
    customer: change(SAMPLE.customer, "    - { kind: execute-api }\n", ""),
  },
  "default tag added": {
    service: config(SAMPLE.service, "aws:defaultTags: { tags: { team: edge } }"),
    customer: config(SAMPLE.customer, "aws:defaultTags: { tags: { team: edge } }"),
  },
  "health check interval 30 to 10": {
    service: config(SAMPLE.service, "private-api:loadBalancer: { healthCheck: { interval: 10 } }"),
  },
  "client instance switched on": { customer: config(SAMPLE.customer, "private-api:client: true") },
};
