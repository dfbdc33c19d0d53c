import type { World, WorldObject } from "../world";
import { AwsError } from "./model";

/** Keeps how often AWS still refuses an account; no resource of any provider. */
const TYPE = "simulated:aws:Throttle";

/** What has an account and region refused for asking too much. */
export function throttleOf(account: string, region: string, times: number): WorldObject {
  return {
    ...{ type: TYPE, id: "throttle", account, region, origin: "seed" },
    ...{ inputs: {}, attributes: { times } },
  };
}

/**
 * Refuses to make something while the account is throttled, and counts.
 *
 * @throws AwsError in the words that EC2 has for it
 */
export function refuseWhileThrottled(
  world: World,
  { account, region }: { account: string; region: string },
  doing: string,
): void {
  const found = world.get(TYPE, account, region, "throttle");
  if (!found) {
    return;
  }
  const times = Number(found.attributes["times"]) - 1;
  if (times > 0) {
    world.put(throttleOf(account, region, times));
  } else {
    world.remove(found);
  }
  throw new AwsError(doing, "RequestLimitExceeded", "Request limit exceeded.");
}
