import * as pulumi from "@pulumi/pulumi";
import { NAMESPACE, parseSettings, type Settings } from "./parseSettings";
import { formatKeyPath } from "./settingsFile";

/** Keys whose value is a string: stack config hands every value over as text. */
const TEXT_KEYS = new Set(["role", "serviceStack", "serviceContract", "apiGatewayAccount"]);

/** The settings of the stack that runs, inside a Pulumi program. */
export function stackSettings(): Settings {
  const prefix = `${NAMESPACE}:`;
  const entries = Object.entries(pulumi.runtime.allConfig())
    .filter(([key]) => key.startsWith(prefix))
    .map(([key, value]) => [key, parseText(key.slice(prefix.length), value)] as const);
  const file = `Pulumi.${pulumi.getStack()}.yaml`;
  return parseSettings(
    Object.fromEntries(entries),
    (keyPath) => `${file} ${formatKeyPath(keyPath)}`,
    pulumi.getRootDirectory(),
  );
}

/** A value of stack config, which is text, as the value that the file held. */
function parseText(key: string, value: string): unknown {
  if (TEXT_KEYS.has(key)) {
    return value;
  }
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}
