import { hostHeader } from "../identity";
import { certificateFits, certificateNames } from "../tls";
import { known, UNKNOWN } from "../network/properties";
import { fault, unknown, type Check, type Finding } from "./check";

export const tlsNameMismatch: Check = {
  code: "TLS_NAME_MISMATCH",
  hop: "tls",
  cause:
    "The certificate that API Gateway serves is not of the name in the URL, and the client checks it.",
  symptom: "`curl: (60)`, no alternative certificate subject name matches",
  repair:
    "Call by the API's own name (a private zone of that name needs neither -k nor header), or with -k.",
  source:
    "published transcripts (default certificate `*.execute-api.{region}.amazonaws.com`); API Gateway guide, invoke a private API",
  evidence: "documented",
  judge: (journey) => {
    const { request, url, apiEndpoint, api } = journey;
    if (!apiEndpoint) {
      return undefined;
    }
    const found: Finding[] = [];
    const mode = api?.properties.text("endpointAccessMode");
    if (mode === UNKNOWN || (mode === "STRICT" && hostHeader(request, url) !== url.host)) {
      found.push(
        unknown(
          "how API Gateway answers when endpointAccessMode is STRICT and SNI is not the Host",
        ),
      );
    }
    const region = regionOf(known(apiEndpoint.properties.text("serviceName")));
    if (request.insecure) {
      return found;
    }
    if (region === undefined) {
      return [...found, unknown("in which region the endpoint is")];
    }
    if (!certificateFits(url.host, region)) {
      found.push(
        fault({
          detail: `the certificate is of ${certificateNames(region)[0]}, not of ${url.host}`,
          fix: `call https://<api>.execute-api.${region}.amazonaws.com by a private zone of that name, or use curl -k`,
          seen: {
            ...{ kind: "error", curl: 60 },
            message: `SSL: no alternative certificate subject name matches target host name '${url.host}'`,
          },
        }),
      );
    }
    return found;
  },
};

const regionOf = (service: string | undefined): string | undefined => service?.split(".").at(-2);
