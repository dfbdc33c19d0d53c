import { customer } from "./stacks/customer";
import { service } from "./stacks/service";
import { stackSettings } from "./stacks/settings";

/**
 * The whole program. `private-api:role` in `Pulumi.<stack>.yaml` says which side of the connection
 * this stack is; the object returned becomes the stack's outputs.
 */
export = async (): Promise<Record<string, unknown>> => {
  const settings = stackSettings();
  switch (settings.role) {
    case "service":
      return service(settings);
    case "customer":
      return customer(settings);
  }
};
