import { shownHeaders } from "../request";
import type { Trace } from "../trace";

/** An answer as JSON prints it: what is said of a blocker in words is with its hop. */
export function answerJson(trace: Trace) {
  const { target, request, verdict, outcome, paths, blockedBy, warnings, assumptions } = trace;
  return {
    ...{ target, request: { ...request, headers: shownHeaders(request.headers) } },
    ...{ verdict, outcome, paths },
    blockedBy: blockedBy.map(({ code, resource, fix }) => ({ code, resource, fix })),
    ...{ warnings, assumptions },
  };
}
