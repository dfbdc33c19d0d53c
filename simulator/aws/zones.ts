import { numberOf } from "../hash";

/**
 * Letters of zone names and numbers of zone ids, where a region's are known not to be a, b, c and 1, 2,
 * 3. From public documentation and the author's memory; what matters here is that both exist and differ.
 */
const KNOWN: Record<string, { letters: string; numbers: number[] }> = {
  "ap-northeast-1": { letters: "acd", numbers: [1, 2, 4] },
  "us-east-1": { letters: "abcdef", numbers: [1, 2, 3, 4, 5, 6] },
  "us-west-2": { letters: "abcd", numbers: [1, 2, 3, 4] },
};

export interface Zone {
  name: string;
  id: string;
}

const DIRECTIONS: Record<string, string> = {
  central: "c",
  east: "e",
  north: "n",
  northeast: "ne",
  northwest: "nw",
  south: "s",
  southeast: "se",
  southwest: "sw",
  west: "w",
};

/** The beginning of a region's zone ids: `ap-northeast-1` gives `apne1`. */
export function zoneIdPrefix(region: string): string {
  return region
    .split("-")
    .map((part) => (part === "gov" ? "g" : (DIRECTIONS[part] ?? part)))
    .join("");
}

/**
 * The zones of a region as one account sees them. Names are shuffled for every account, as AWS does, so
 * that a program which lets a name cross between accounts is found out.
 */
export function zonesOf(account: string, region: string): Zone[] {
  const { letters, numbers } = KNOWN[region] ?? { letters: "abc", numbers: [1, 2, 3] };
  const ids = numbers.map((number) => `${zoneIdPrefix(region)}-az${number}`);
  const turn = numberOf(ids.length, "zones", account, region);
  return [...letters].map((letter, i) => ({
    name: `${region}${letter}`,
    id: ids[(i + turn) % ids.length] ?? "",
  }));
}
