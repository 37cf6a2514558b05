import { aimOf } from "../../../lib/verdict/aim.ts";
import { type Arm, armsOf, ofLatent } from "../../../lib/verdict/arms.ts";
import {
  firstReached,
  isThrough,
  prospectsOf,
  rankedArms,
} from "../../../lib/verdict/candidate.ts";
import type { ChoiceData } from "../../kinds/mod.ts";
import type { EvidenceInputs } from "../../report/work/evidence_inputs.ts";
import {
  noBaseline,
  openStudy,
  type StudyConfig,
} from "../../report/work/open_study.ts";

/** Settings of `study.choose`. */
export interface ChooseConfig extends Omit<StudyConfig, "power" | "tolerance"> {
  readonly keep: number;
  readonly least: number;
}

/** Chooses what `study.choose` gives. */
export function chooseArms({ config, inputs }: {
  readonly config: ChooseConfig;
  readonly inputs: EvidenceInputs;
}): { choice: ChoiceData } {
  // Power and tolerance have no part in choosing.
  const settings = { ...config, power: 0.8, tolerance: 0.1 };
  const { rule, evidence } = openStudy(settings, inputs);
  const arms = armsOf(evidence.pilot, rule);
  const aim = aimOf(arms, rule);
  if (aim === undefined) throw noBaseline(rule.baseline);
  const ranked = rankedArms(arms, aim, rule);
  const count = Math.max(config.least, Math.ceil(config.keep * ranked.length));
  const candidate = prospectsOf(arms, aim, rule).map(({ arm }) => arm)
    .find((arm) => isThrough(arm, arms, rule));
  const expected = firstReached(arms, aim, rule);
  const own = ofLatent(arms, rule.baseline);
  const sizes = (found: readonly Arm[]) => found.map(({ size }) => size);
  return {
    choice: {
      epsilon: aim.epsilon,
      candidate: candidate === undefined
        ? null
        : { latent: candidate.latent, size: candidate.size },
      baseline: candidate === undefined ? [] : sizes(upTo(own, expected)),
      longer: candidate === undefined
        ? []
        : sizes(inDoubt(own, { candidate, expected })),
      survivors: ranked.slice(0, count).map(({ arm: { latent, size } }) => ({
        latent,
        size,
      })),
    },
  };
}

/** Sizes up to the first that is expected to reach the aim; else all. */
function upTo(own: readonly Arm[], expected: Arm | undefined): Arm[] {
  return own.filter(({ parameters }) =>
    expected === undefined || parameters <= expected.parameters
  );
}

/**
 * Sizes that may be the last to be ruled out when a saving is shown: those below
 * the expected one, from the largest that is no larger than the candidate.
 */
function inDoubt(
  own: readonly Arm[],
  { candidate, expected }: {
    readonly candidate: Arm;
    readonly expected: Arm | undefined;
  },
): Arm[] {
  const below = upTo(own, expected).filter((arm) => arm !== expected);
  const at = below.findLastIndex(({ parameters }) =>
    parameters <= candidate.parameters
  );
  return below.slice(Math.max(0, at));
}
