import type { ProbeEvent } from "./answer";
import type { StackProbe } from "./assign";
import { credentialsOf, planCredentials } from "./credentials";
import { invocationFault } from "./faults";

/** Invokes the function of a probe. @throws ProbeFault when it gives no answer */
export type Invoke = (probe: StackProbe, event: ProbeEvent) => Promise<unknown>;

/**
 * Invokes a probe on AWS, in its stack's region and with the credentials that the stack's settings name.
 *
 * Of the environment it takes what every client of AWS takes, `AWS_ENDPOINT_URL_LAMBDA` included.
 */
export const invokeOnAws: Invoke = async ({ stack, arn }, event) => {
  // Half a second to load, so only where it is needed.
  const { InvokeCommand, LambdaClient } = await import("@aws-sdk/client-lambda");
  const { region, config } = stack;
  const credentials = await credentialsOf(planCredentials(config), region);
  const client = new LambdaClient({ region, credentials });
  try {
    const { FunctionError, Payload } = await client.send(
      new InvokeCommand({ FunctionName: arn, Payload: JSON.stringify(event) }),
    );
    const text = Payload ? Buffer.from(Payload).toString("utf8") : "";
    if (FunctionError !== undefined) {
      throw new FunctionFailed(text);
    }
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw invocationFault(error, { stack, arn });
  } finally {
    client.destroy();
  }
};

/** The function itself failed; what it said, as JSON. */
export class FunctionFailed extends Error {
  override readonly name = "FunctionFailed";
}
