import { RunError } from "@pulumi/pulumi";
import { customer } from "./stacks/customer";
import { directCustomer } from "./stacks/directCustomer";
import { SettingsError } from "./stacks/problems";
import { service } from "./stacks/service";
import { stackSettings } from "./stacks/settings";

/**
 * The whole program. `private-api:role` in `Pulumi.<stack>.yaml` says which side of the connection
 * this stack is; the object returned becomes the stack's outputs.
 *
 * @throws RunError, which `pulumi` shows without a stack trace, when the settings are wrong
 */
export = async (): Promise<Record<string, unknown>> => {
  try {
    const settings = stackSettings();
    switch (settings.role) {
      case "service":
        return await service(settings);
      case "customer":
        return settings.via === "direct"
          ? await directCustomer(settings)
          : await customer(settings);
    }
  } catch (error) {
    throw error instanceof SettingsError ? new RunError(error.message, { cause: error }) : error;
  }
};
