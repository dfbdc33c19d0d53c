/** What came of a call, in curl's words; a code is the one that curl exits with. */
export type Outcome =
  | {
      kind: "http";
      status: number;
      /** Those of {@link KEPT_HEADERS} that the answer has. */
      headers: Record<string, string>;
      /** The first {@link KEPT_BYTES} of the body, as UTF-8. */
      body: string;
      /** Whether the body goes on. */
      truncated: boolean;
    }
  | { kind: "error"; curl: CurlCode; message: string };

/**
 * Exit codes of curl that a call can end with: 1 no HTTP/1.x at all, 6 not resolved, 7 refused, 8 headers
 * that are none, 18 cut off in the body, 28 timed out, 35 TLS handshake, 52 no answer, 56 reset,
 * 60 certificate.
 */
export type CurlCode = 1 | 6 | 7 | 8 | 18 | 28 | 35 | 52 | 56 | 60;

/** The certificate that was shown, whether or not it was checked. */
export interface Certificate {
  subject: string;
  issuer: string;
  /** The subject's alternative names, as `DNS:…` or `IP Address:…`. */
  names: string[];
  /** Whether it is of the name in the URL. */
  fits: boolean;
  /** Why its issuer is not trusted, in OpenSSL's words; `null` when it is. */
  untrusted: string | null;
}

/** What was seen of one call. */
export interface Observation {
  outcome: Outcome;
  /** The addresses that the name resolved to, in the order of the answer. */
  addresses: string[];
  /** Each address that was tried, in order; the last one is the one connected to when it has no error. */
  attempts: { address: string; ms: number; error?: string }[];
  certificate: Certificate | null;
}

/** What one invocation answers: an observation for each call, in the order of the calls. */
export interface ProbeAnswer {
  /** Of this shape: a caller of another version says so, and guesses nothing. */
  version: 1;
  results: Observation[];
}

export const KEPT_BYTES = 1_024;

/** Headers that tell who answered; all others stay where they are. */
export const KEPT_HEADERS = [
  "content-type",
  "location",
  "server",
  "x-amz-apigw-id",
  "x-amzn-errortype",
  "x-amzn-requestid",
];

/** A call that ended as curl would have ended it. */
export class CurlError extends Error {
  constructor(
    readonly curl: CurlCode,
    message: string,
  ) {
    super(message);
  }
}
