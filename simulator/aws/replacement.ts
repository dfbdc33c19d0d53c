import effects from "./effects.json";

/** What a change of an argument does, from the Terraform provider's source, by type. */
interface Effects {
  /** The file the facts were read in. */
  source: string;
  /** Arguments whose change always forces a new resource; every other one is changed in place. */
  replace: string[];
  /** What is conditional, in words; the models implement it. */
  rules?: string[];
}

const table = effects as Record<string, Effects>;

/** Whether a change of an argument always forces a new resource. */
export function forcesReplace(type: string, key: string): boolean {
  return table[type]?.replace.includes(key) ?? false;
}
