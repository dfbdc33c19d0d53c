import * as pulumi from "@pulumi/pulumi";
import { parseSettings, type Settings } from "./parseSettings";
import { formatKeyPath } from "./problems";

/** The settings of the stack that runs, inside a Pulumi program. */
export function stackSettings(): Settings {
  const file = `Pulumi.${pulumi.getStack()}.yaml`;
  return parseSettings(
    pulumi.runtime.allConfig(),
    (keyPath) => `${file} ${formatKeyPath(keyPath)}`,
    pulumi.getRootDirectory(),
  );
}
