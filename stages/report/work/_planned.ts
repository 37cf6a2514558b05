import type { Observation } from "./_observations.ts";

/**
 * Refuses fresh seeds that are not as planned: absent ones would count for
 * nothing, however they came out, and seeds that were added after a look have a
 * level of their own.
 *
 * @param tested Rows of fresh seeds
 * @param looks Seeds planned, look by look
 * @throws {RangeError} naming an arm that has others
 */
export function requirePlanned(
  tested: readonly Observation[],
  looks: readonly number[],
): void {
  const seeds = new Map<string, Observation[]>();
  for (const row of tested) {
    const arm = JSON.stringify([row.latent, row.size]);
    seeds.set(arm, [...seeds.get(arm) ?? [], row]);
  }
  const planned = looks.reduce((sum, look) => sum + look, 0);
  for (const [{ latent, size }, { length }] of firsts(seeds)) {
    if (length === planned) continue;
    throw new RangeError(
      looks.length === 0
        ? `Cannot test on fresh seeds: say how many were planned before any was looked at, as 'looks: [${length}]'`
        : `Cannot test '${latent}' of size ${size}: it has ${length} fresh seeds, and 'looks' plans ${
          looks.join(" + ")
        }; fill 'final' with all of them, failed ones too`,
    );
  }
}

function firsts(
  groups: ReadonlyMap<string, readonly Observation[]>,
): (readonly [Observation, readonly Observation[]])[] {
  return [...groups.values()].map((rows) => [rows[0]!, rows] as const);
}
