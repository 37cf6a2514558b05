import { type Aim, aimOf, isFlat } from "./aim.ts";
import { type Arm, armAt, armsOf, lossesOf, ofLatent } from "./arms.ts";
import {
  firstReached,
  isThrough,
  prospectsOf,
  reachesOnAverage,
} from "./candidate.ts";
import { type Fall, fallsOf } from "./gate.ts";
import { alphaOf } from "./looks.ts";
import { seedsNeeded } from "./needed.ts";
import { areIndependent } from "./origins.ts";
import { longerBound } from "./longer.ts";
import type { Metric, Rule } from "./rule.ts";
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
  /**
   * Whether trials are of codes drawn from a law, as a generator in use gets
   * them, and not of codes of images; default true.
   */
  readonly drawn?: boolean;
}

/** Why a saving is not said. */
export type Missing =
  /** No generator of the pilot reaches the aim. */
  | "quality"
  /** No smaller generator than the baseline's does, or than its largest. */
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
  /** The codes are those of images, and not drawn from a law. */
  | "codes"
  /** The candidate has fewer seeds in the pilot than the baseline. */
  | "pilot"
  /** Too few seeds to test anything. */
  | "seeds"
  /** All seeds of an arm come out equal: none is known to count. */
  | "identical"
  /** A training of the candidate failed. */
  | "failed"
  /** The candidate is not shown to reach the aim. */
  | "candidate"
  /** No size of the baseline that is larger is shown to be needed. */
  | "baseline"
  /** Trained for longer, a size of the baseline that is no larger may do. */
  | "longer"
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
  /** Those of them that count: of the size on which the saving rests. */
  readonly gate: readonly Fall[];
  /** Where the images that test are others than those that chose. */
  readonly shifts: readonly Shift[];
  /** Level of each test. */
  readonly alpha: number;
  /** Whether the tests had seeds of their own. */
  readonly fresh: boolean;
  /** What more fresh seeds would show; undefined where seeds are not what lacks. */
  readonly needed: Needed | undefined;
}

/** What more fresh seeds would show, were means and spreads as they were found. */
export type Needed =
  /** Seeds of each arm, and the saving that they would show at least. */
  | { readonly seeds: number; readonly saving: Saving }
  /** None are named: see `seedsNeeded`. */
  | { readonly seeds: undefined; readonly why: "mean" | "spread" };

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
 * Without fresh seeds the level is divided by the number of arms. Student's law
 * holds where seeds scatter about as a normal law does: a failure that is rarer
 * than one seed in those that were tested is not seen.
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
  { pilot, tested, fresh, longer, drawn = true }: Evidence,
  rule: Rule,
): Verdict | undefined {
  const arms = armsOf(pilot, rule);
  const aim = aimOf(arms, rule);
  if (aim === undefined) return undefined;
  const look = Math.max(0, rule.looks.length - 1);
  const alpha = fresh ? alphaOf(look) : alphaOf(look) / arms.length;
  const trained = armsOf(longer, rule);
  const falls = fallsOf(arms, trained, rule);
  const shifts = shiftsOf(rule, aim);
  const expected = firstReached(arms, aim, rule);
  const prospects = prospectsOf(arms, aim, rule).map(({ arm }) => arm);
  const through = prospects.find((arm) => isThrough(arm, arms, rule));
  const chosen = through ?? prospects[0];
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
        !arms.some((arm) => reachesOnAverage(arm, aim, rule))
          ? "quality"
          : aim.source[rule.metrics[0]!.name] !== "given" && isFlat(arms, rule)
          ? "flat"
          : "smaller",
      ],
      gate: [],
      reaches: [],
      misses: [],
      saving: undefined,
      needed: undefined,
    };
  }
  const found = armsOf(tested, rule);
  const lengths = { pilot, tested: found, fresh, longer };
  const testing = {
    aim,
    rule,
    alpha,
    longer: (place: Arm, metric: Metric) =>
      longerBound(lengths, { place, metric, alpha }),
  };
  const candidate = armAt(found, chosen) ?? { ...chosen, losses: {} };
  const reaches = testReaches(candidate, aim, { rule, alpha });
  const sequence = testBaseline(arms, found, testing);
  const must = mustMiss(ofLatent(arms, rule.baseline), chosen);
  const gate = gateOf(sequence, falls, must.at(-1)!);
  const missing = missingOf({
    rule,
    gate,
    drawn,
    through: through !== undefined,
    chosen,
    candidate,
    reaches,
    sequence,
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
  const isForSeeds = missing.length > 0 &&
    missing.every((each) => SEEDS_MAY_SHOW.has(each));
  return {
    ...base,
    kind: missing.length === 0 ? "saves" : "open",
    saving: missing.length === 0 ? shown : undefined,
    missing,
    gate,
    reaches,
    misses: sequence.findings,
    needed: isForSeeds
      ? neededFor({
        arms,
        found,
        chosen,
        aim,
        rule,
        look: fresh ? look + 1 : 0,
      })
      : undefined,
  };
}

/** What more seeds can bring: nothing helps beside what else is missing. */
const SEEDS_MAY_SHOW: ReadonlySet<Missing> = new Set([
  "seeds",
  "candidate",
  "baseline",
  "disagree",
]);

function placeOf({ latent, size, parameters }: Arm) {
  return { latent, size, parameters };
}

type Sequence = ReturnType<typeof testBaseline>;

function missingOf(
  {
    rule,
    gate,
    drawn,
    through,
    chosen,
    candidate,
    reaches,
    sequence,
    shifts,
    disagree,
  }: {
    readonly rule: Rule;
    readonly gate: readonly Fall[];
    readonly drawn: boolean;
    readonly through: boolean;
    readonly chosen: Arm;
    readonly candidate: Arm;
    readonly reaches: readonly Finding[];
    readonly sequence: Sequence;
    readonly shifts: readonly Shift[];
    readonly disagree: () => boolean;
  },
): Missing[] {
  const missing: Missing[] = [];
  if (!areIndependent(rule.metrics)) missing.push("origins");
  if (!drawn) missing.push("codes");
  if (!through) missing.push("pilot");
  if (shifts.length > 0) missing.push("shift");
  if (gate.length < rule.metrics.length) missing.push("gate");
  if (gate.some(({ done }) => !done)) missing.push("falling");
  const isTested = reaches.every(({ seeds }) => seeds > 1);
  if (!isTested) return [...missing, "seeds"];
  if (candidate.failed > 0) missing.push("failed");
  const isEqual = ({ seeds, deviation }: Finding) =>
    seeds > 1 && deviation === 0;
  if ([...reaches, ...sequence.findings].some(isEqual)) {
    return [...missing, "identical"];
  }
  const isReached = reaches.every(({ shown }) => shown);
  const needsMore = needsLarger(sequence, chosen);
  if (isReached && needsMore) return missing;
  if (candidate.failed === 0 && !isReached) missing.push("candidate");
  if (!needsMore) {
    const left = sequence.findings.filter(({ shown }) => !shown);
    const isForLonger = left.length > 0 &&
      left.every((finding) => finding.isForLonger);
    missing.push(isForLonger ? "longer" : "baseline");
  }
  if (rule.metrics.length > 1 && disagree()) missing.push("disagree");
  return missing;
}

/** Sizes of the baseline that must miss the aim for any saving to be said. */
function mustMiss(own: readonly Arm[], chosen: Arm): readonly Arm[] {
  return own.filter(({ parameters }, i) =>
    i === 0 || parameters <= chosen.parameters
  );
}

/**
 * What longer training brings to the size on which the saving rests: that which
 * was ruled out last, or the largest that must be. It may not be for want of
 * training that it misses.
 */
function gateOf(
  { findings, stop }: Sequence,
  falls: readonly Fall[],
  must: Arm,
): readonly Fall[] {
  const ruledOut = findings.findLast(({ size }) => size !== stop?.size);
  const decides =
    ruledOut !== undefined && ruledOut.parameters > must.parameters
      ? ruledOut.size
      : must.size;
  return falls.filter(({ size }) => size === decides);
}

/**
 * Whether the baseline needs a larger generator than the candidate's. Some size
 * must have been ruled out: below the smallest that was tried one may do.
 */
function needsLarger({ findings, stop }: Sequence, chosen: Arm): boolean {
  const last = findings.at(-1);
  if (last === undefined) return false;
  if (stop === undefined) return last.parameters > chosen.parameters;
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
    readonly longer: (place: Arm, metric: Metric) => number | undefined;
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

/**
 * Seeds with which the least saving would show: that over the baseline's first
 * size that is larger than the candidate, all others being ruled out.
 */
function neededFor(
  { arms, found, chosen, aim, rule, look }: {
    readonly arms: readonly Arm[];
    readonly found: readonly Arm[];
    readonly chosen: Arm;
    readonly aim: Aim;
    readonly rule: Rule;
    readonly look: number;
  },
): Needed {
  const known = (arm: Arm): Arm => {
    const tested = armAt(found, arm);
    const isKnown = rule.metrics.every((metric) =>
      lossesOf(tested, metric).length > 1
    );
    return isKnown ? tested! : arm;
  };
  const own = ofLatent(arms, rule.baseline);
  const must = mustMiss(own, chosen);
  const testing = { rule, alpha: alphaOf(0) };
  const seeds = seedsNeeded(
    [
      ...testReaches(known(chosen), aim, testing),
      ...must.flatMap((size) =>
        testBaseline([size], [known(size)], { ...testing, aim }).findings
      ),
    ],
    rule,
    look,
  );
  return typeof seeds === "number"
    ? { seeds, saving: savingOf(arms, chosen, own[must.length], rule) }
    : { seeds: undefined, why: seeds };
}
