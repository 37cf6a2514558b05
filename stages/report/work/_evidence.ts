import type { Evidence } from "../../../lib/verdict/judge.ts";
import type { Trial } from "../../../lib/verdict/trial.ts";
import type { Basis } from "./_basis.ts";
import type { EvidenceInputs } from "./evidence_inputs.ts";
import {
  type Axes,
  hasFailed,
  type Observation,
  observations,
} from "./_observations.ts";

/** Trainings as the rule sees them. */
export function evidenceOf(
  inputs: EvidenceInputs,
  { axes, headline, tested, isHeadline, isSound, basis, drawn }: {
    readonly axes: Axes;
    readonly headline: readonly Observation[];
    readonly tested: readonly Observation[];
    readonly isHeadline: (row: Observation) => boolean;
    readonly isSound: (row: Observation) => boolean;
    readonly basis: Basis;
    readonly drawn: boolean;
  },
): Evidence {
  const trials = (
    rows: readonly Observation[],
    isSound: (row: Observation) => boolean,
  ): Trial[] =>
    rows.map((row) => ({
      latent: row.latent,
      size: row.size,
      seed: row.seed,
      failed: !isSound(row),
      values: Object.fromEntries(
        Object.entries(row.scores).map(([name, { value }]) => [name, value]),
      ),
    }));
  return {
    pilot: trials(headline, isSound),
    tested: trials(tested, isSound),
    fresh: basis === "fresh",
    drawn,
    // Their trainings are others than those of the same seeds in the pilot.
    longer: trials(
      observations(inputs.longer ?? {}, axes).filter(isHeadline),
      (row) => !hasFailed(row),
    ),
  };
}
