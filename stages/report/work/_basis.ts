import type { EvidenceInputs, Rows } from "./evidence_inputs.ts";
import { type Axes, observations, trainingOf } from "./_observations.ts";

/**
 * What tests rest on: seeds of their own on test images, the pilot's seeds on
 * test images, or the pilot alone.
 */
export type Basis = "fresh" | "sameSeeds" | "pilot";

/**
 * How the final figures relate to those that are chosen from.
 *
 * @throws {RangeError} when some of their seeds are the pilot's and some are
 * not, or the rows of equal seeds differ
 */
export function basisOf(
  { quality, final }: EvidenceInputs,
  axes: Axes,
): Basis {
  if (final === undefined || Object.keys(final).length === 0) return "pilot";
  const [pilot, tested] = [quality, final].map((rows) =>
    observations(rows, axes).map(trainingOf)
  );
  const known = new Set(pilot);
  if (!tested!.some((training) => known.has(training))) return "fresh";
  requireSameRows(quality, final);
  return "sameSeeds";
}

/**
 * Refuses final figures of another grid than the one that is chosen from.
 *
 * @throws {RangeError} naming the first row that one of them lacks
 */
function requireSameRows(
  quality: Rows,
  final: Rows,
): void {
  for (
    const [slot, own, other] of [
      ["final", final, quality],
      ["quality", quality, final],
    ] as const
  ) {
    const absent = Object.keys(other).find((label) => !(label in own));
    if (absent === undefined) continue;
    throw new RangeError(
      `Cannot report on '${absent}': '${slot}' has no such row; fill 'quality' and 'final' from one grid`,
    );
  }
}
