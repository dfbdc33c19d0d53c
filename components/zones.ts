/**
 * An availability zone. Its *name* (`ap-northeast-1a`) means a different place in every account; its
 * *id* (`apne1-az4`) means the same place everywhere, so ids are what crosses between accounts.
 */
export interface Zone {
  name: string;
  id: string;
}

/** Pairs the two parallel lists that `getAvailabilityZones` answers with, in the order of the names. */
export function pairZones(names: readonly string[], ids: readonly string[]): Zone[] {
  if (names.length !== ids.length) {
    throw new Error(`${names.length} zone names but ${ids.length} zone ids`);
  }
  return names
    .map((name, i) => ({ name, id: ids[i] ?? "" }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/**
 * The first `count` zones whose name `supported` holds. Adding a zone never changes the ones before.
 *
 * @returns the zones, fewer than `count` when there are not enough
 */
export function firstZones(
  zones: readonly Zone[],
  supported: readonly string[],
  count: number,
): Zone[] {
  return zones.filter((zone) => supported.includes(zone.name)).slice(0, count);
}

/** The zones with these ids, in the order of the ids; ids the account does not know are left out. */
export function zonesById(zones: readonly Zone[], ids: readonly string[]): Zone[] {
  return ids.flatMap((id) => zones.filter((zone) => zone.id === id));
}

/** The ids of the zones with these names, in the order of the zones. */
export function zoneIdsOf(zones: readonly Zone[], names: readonly string[]): string[] {
  return zones.filter((zone) => names.includes(zone.name)).map((zone) => zone.id);
}
