import { type Aim, aimOf } from "./aim.ts";
import { type Arm, armAt, armsOf, lossesOf, ofLatent } from "./arms.ts";
import { firstReached, prospectsOf } from "./candidate.ts";
import { type Fall, fallsOf } from "./gate.ts";
import { ALPHA, alphaOf } from "./looks.ts";
import { seedsNeeded } from "./needed.ts";
import { areIndependent } from "./origins.ts";
import type { Rule } from "./rule.ts";
import { type Shift, shiftsOf } from "./shift.ts";
import { type Finding, testBaseline, testReaches } from "./sequence.ts";
import type { Place, Trial } from "./trial.ts";

/** Trainings that a verdict is taken from. */
export interface Evidence {
  /** Of the pilot: they choose aim, latent and size. */
  readonly pilot: readonly Trial[];
  /** Trainings that the tests are made on. */
  readonly tested: readonly Trial[];
  /** Whether those are of other seeds than the pilot's. */
  readonly fresh: boolean;
  /** Baseline, trained for longer. */
  readonly longer: readonly Trial[];
}

/** Why a saving is not said. */
export type Missing =
  /** No generator of the pilot reaches the aim. */
  | "quality"
  /** No smaller generator than the baseline's does. */
  | "smaller"
  /** By the leading metric the baseline gets no better with its size. */
  | "flat"
  /** Fewer than two extractors of different origin, one of them foreign. */
  | "origins"
  /** The images that test are of another population than those that chose. */
  | "shift"
  /** The baseline was not trained for longer. */
  | "gate"
  /** The baseline still gets better with more training. */
  | "falling"
  /** Too few seeds to test anything. */
  | "seeds"
  /** A training of the candidate failed. */
  | "failed"
  /** The candidate is not shown to reach the aim. */
  | "candidate"
  /** No size of the baseline that is larger is shown to be needed. */
  | "baseline"
  /** A saving is shown by some extractors and not by others. */
  | "disagree";

/** What a study says. */
export interface Verdict {
  /** What is said. */
  readonly kind:
    /** A smaller generator does, and how much smaller at least. */
    | "saves"
    /** That is not shown; `missing` says why. */
    | "open";
  /** Latent that others are compared with. */
  readonly baseline: string;
  /** The quality to reach. */
  readonly aim: Aim;
  /** What the pilot chose, if anything. */
  readonly candidate: (Place & { readonly parameters: number }) | undefined;
  /** Where the baseline's pilot first reaches the aim. */
  readonly expected: (Place & { readonly parameters: number }) | undefined;
  /** What is shown at least: with the verdict `saves` only. */
  readonly saving: Saving | undefined;
  /** What keeps a saving from being said; none with `saves`. */
  readonly missing: readonly Missing[];
  /** Of the candidate. */
  readonly reaches: readonly Finding[];
  /** Of the baseline, smaller sizes first. */
  readonly misses: readonly Finding[];
  /** Of the baseline, trained for longer. */
  readonly falls: readonly Fall[];
  /** Where the images that test are others than those that chose. */
  readonly shifts: readonly Shift[];
  /** Level of each test. */
  readonly alpha: number;
  /** Whether the tests had seeds of their own. */
  readonly fresh: boolean;
  /** Fresh seeds of each arm with which the saving would show; see `seedsNeeded`. */
  readonly needed: number | undefined;
}

/** A saving in size that was shown. */
export interface Saving {
  /** Parameters of the baseline's size, generator and prior, over the candidate's. */
  readonly factor: number;
  /** Smallest size of the baseline that may do; undefined when none that was tried does. */
  readonly size: number | undefined;
}

/**
 * Takes a verdict. The pilot chooses the aim, a latent and its size. Tests on
 * fresh seeds then show, or not, that this arm reaches the aim and that the
 * baseline's smaller sizes miss it; the chance of an overstated saving is at
 * most 5 %, over all looks, since one candidate is tested, both claims are needed
 * together, sizes are tested in a fixed sequence, and every extractor must agree.
 * Without fresh seeds the level is divided by the number of arms.
 *
 * @returns undefined when the baseline has no sound training in the pilot
 *
 * @example
 * ```ts
 * import { judge } from "./judge.ts";
 *
 * const trial = (latent: string, size: number, seed: number, value: number) => ({
 *   latent,
 *   size,
 *   seed: String(seed),
 *   failed: false,
 *   values: { kid: value + seed / 1000 },
 * });
 * const trials = [1, 2, 3].flatMap((seed) => [
 *   trial("gaussian", 1, seed, 2),
 *   trial("gaussian", 8, seed, 1),
 *   trial("pca", 1, seed, 1.2),
 * ]);
 * const verdict = judge({
 *   pilot: trials,
 *   tested: trials.map((each) => ({ ...each, seed: `${each.seed}0` })),
 *   fresh: true,
 *   longer: [],
 * }, {
 *   metrics: [{ name: "kid", better: "lower", origin: "random" }],
 *   baseline: "gaussian",
 *   parameters: ({ size }) => size,
 *   looks: [3],
 *   power: 0.8,
 *   tolerance: 0.1,
 * });
 * // One extractor, and the baseline was not trained for longer.
 * console.assert(verdict?.kind === "open");
 * console.assert(verdict?.missing.join() === "origins,gate");
 * ```
 */
export function judge(
  { pilot, tested, fresh, longer }: Evidence,
  rule: Rule,
): Verdict | undefined {
  const arms = armsOf(pilot, rule);
  const aim = aimOf(arms, rule);
  if (aim === undefined) return undefined;
  const look = Math.max(0, rule.looks.length - 1);
  const alpha = fresh ? alphaOf(look) : ALPHA / arms.length;
  const falls = fallsOf(arms, armsOf(longer, rule), rule);
  const shifts = shiftsOf(rule, aim);
  const expected = firstReached(arms, aim, rule);
  const chosen = prospectsOf(arms, aim, rule)[0]?.arm;
  const base = {
    baseline: rule.baseline,
    aim,
    expected: expected && placeOf(expected),
    candidate: chosen && placeOf(chosen),
    falls,
    shifts,
    alpha,
    fresh,
  };
  if (chosen === undefined) {
    return {
      ...base,
      kind: "open",
      missing: [
        expected === undefined
          ? "quality"
          : aim.size === ofLatent(arms, rule.baseline)[0]!.size
          ? "flat"
          : "smaller",
      ],
      reaches: [],
      misses: [],
      saving: undefined,
      needed: undefined,
    };
  }
  const found = armsOf(tested, rule);
  const testing = { aim, rule, alpha };
  const candidate = armAt(found, chosen) ?? { ...chosen, losses: {} };
  const reaches = testReaches(candidate, aim, { rule, alpha });
  const sequence = testBaseline(arms, found, testing);
  const missing = missingOf({
    rule,
    chosen,
    candidate,
    reaches,
    sequence,
    falls,
    shifts,
    disagree: () =>
      rule.metrics.some((metric) =>
        isShown(arms, found, chosen, {
          ...testing,
          rule: { ...rule, metrics: [metric] },
        })
      ),
  });
  const shown = savingOf(arms, chosen, sequence.stop, rule);
  return {
    ...base,
    kind: missing.length === 0 ? "saves" : "open",
    saving: missing.length === 0 ? shown : undefined,
    missing,
    reaches,
    misses: sequence.findings,
    needed: missing.length === 0 ? undefined : neededFor({
      arms,
      found,
      chosen,
      aim,
      rule,
      look: fresh ? look + 1 : 0,
    }),
  };
}

function placeOf({ latent, size, parameters }: Arm) {
  return { latent, size, parameters };
}

type Sequence = ReturnType<typeof testBaseline>;

function missingOf(
  { rule, chosen, candidate, reaches, sequence, falls, shifts, disagree }: {
    readonly rule: Rule;
    readonly chosen: Arm;
    readonly candidate: Arm;
    readonly reaches: readonly Finding[];
    readonly sequence: Sequence;
    readonly falls: readonly Fall[];
    readonly shifts: readonly Shift[];
    readonly disagree: () => boolean;
  },
): Missing[] {
  const missing: Missing[] = [];
  if (!areIndependent(rule.metrics)) missing.push("origins");
  if (shifts.length > 0) missing.push("shift");
  // What was ruled out must not be for want of training.
  const ruledOut = sequence.stop === undefined
    ? sequence.findings.at(-1)
    : sequence.findings.findLast(({ size }) => size !== sequence.stop!.size);
  const gate = falls.filter(({ size }) =>
    ruledOut === undefined || size === ruledOut.size
  );
  if (gate.length < rule.metrics.length) missing.push("gate");
  if (falls.some(({ done }) => !done)) missing.push("falling");
  const isTested = reaches.every(({ seeds }) => seeds > 1);
  if (!isTested) return [...missing, "seeds"];
  if (candidate.failed > 0) missing.push("failed");
  const isReached = reaches.every(({ shown }) => shown);
  const needsMore = needsLarger(sequence, chosen);
  if (isReached && needsMore) return missing;
  if (candidate.failed === 0 && !isReached) missing.push("candidate");
  if (!needsMore) missing.push("baseline");
  if (rule.metrics.length > 1 && disagree()) missing.push("disagree");
  return missing;
}

/**
 * Whether the baseline needs a larger generator than the candidate's. Some size
 * must have been ruled out: below the smallest that was tried one may do.
 */
function needsLarger({ findings, stop }: Sequence, chosen: Arm): boolean {
  if (stop === undefined) return findings.length > 0;
  return stop.parameters > chosen.parameters &&
    findings.some(({ size }) => size !== stop.size);
}

/** Whether tests by the rule's metrics alone show a saving. */
function isShown(
  arms: readonly Arm[],
  found: readonly Arm[],
  chosen: Arm,
  testing: {
    readonly aim: Aim;
    readonly rule: Rule;
    readonly alpha: number;
  },
): boolean {
  const arm = armAt(found, chosen);
  if (arm === undefined) return false;
  const sequence = testBaseline(arms, found, testing);
  return testReaches(arm, testing.aim, testing).every(({ shown }) => shown) &&
    needsLarger(sequence, chosen);
}

function savingOf(
  arms: readonly Arm[],
  chosen: Arm,
  stop: Arm | undefined,
  rule: Rule,
): Saving {
  const size = stop ?? ofLatent(arms, rule.baseline).at(-1)!;
  return {
    factor: size.parameters / chosen.parameters,
    size: stop?.size,
  };
}

/** Seeds with which some saving would show. */
function neededFor(
  { arms, found, chosen, aim, rule, look }: {
    readonly arms: readonly Arm[];
    readonly found: readonly Arm[];
    readonly chosen: Arm;
    readonly aim: Aim;
    readonly rule: Rule;
    readonly look: number;
  },
): number | undefined {
  const known = (arm: Arm): Arm => {
    const tested = armAt(found, arm);
    const isKnown = rule.metrics.every((metric) =>
      lossesOf(tested, metric).length > 1
    );
    return isKnown ? tested! : arm;
  };
  const must = ofLatent(arms, rule.baseline).filter(({ parameters }, i) =>
    i === 0 || parameters <= chosen.parameters
  );
  const testing = { rule, alpha: alphaOf(0) };
  return seedsNeeded(
    [
      ...testReaches(known(chosen), aim, testing),
      ...must.flatMap((size) =>
        testBaseline([size], [known(size)], { ...testing, aim }).findings
      ),
    ],
    rule,
    look,
  );
}
