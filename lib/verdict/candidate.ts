import { tPower } from "../stats/t_power.ts";
import type { Aim } from "./aim.ts";
import { type Arm, lossesOf, meanLoss, ofLatent } from "./arms.ts";
import { alphaOf } from "./looks.ts";
import { type Metric, type Rule, signOf } from "./rule.ts";
import { relativeSpread } from "./relative_spread.ts";

/** Deviation between seeds, as a share of the mean, before any arm has two. */
const ASSUMED = 0.15;

/** What the pilot says of one arm. */
export interface Prospect {
  /** What may save. */
  readonly arm: Arm;
  /** Expected logarithm of the saving that fresh seeds would show. */
  readonly gain: number;
}

/**
 * The smallest size of the baseline whose pilot mean reaches the aim by some
 * metric; undefined when none does.
 */
export function firstReached(
  arms: readonly Arm[],
  aim: Aim,
  rule: Rule,
): Arm | undefined {
  return ofLatent(arms, rule.baseline).find((arm) =>
    rule.metrics.some((metric) => shortfall(arm, metric, aim) <= 0)
  );
}

/**
 * Arms that may save, the most promising first: those whose pilot means reach
 * the aim by every metric with fewer parameters than the baseline's first that
 * does, or than its largest where none does. Of several, that one is taken
 * which, going by means and spreads of the pilot, is expected to show the largest
 * saving on fresh seeds: a generator that just reaches the aim is the smallest,
 * but cannot be shown to.
 *
 * @param arms Of the pilot
 */
export function prospectsOf(
  arms: readonly Arm[],
  aim: Aim,
  rule: Rule,
): Prospect[] {
  const own = firstReached(arms, aim, rule) ??
    ofLatent(arms, rule.baseline).at(-1);
  const most = own?.parameters ?? 0;
  return rankedArms(arms, aim, rule).filter(({ arm }) =>
    arm.parameters < most && reachesOnAverage(arm, aim, rule)
  );
}

/** Whether the mean of an arm reaches the aim by every metric. */
export function reachesOnAverage(arm: Arm, aim: Aim, rule: Rule): boolean {
  return rule.metrics.every((metric) => shortfall(arm, metric, aim) <= 0);
}

/**
 * Whether an arm went through the whole pilot: it has as many seeds, failed ones
 * included, as the size of the baseline that has fewest.
 *
 * @param arms Of the pilot
 */
export function isThrough(arm: Arm, arms: readonly Arm[], rule: Rule): boolean {
  const seeds = ofLatent(arms, rule.baseline).map((own) => seedsOf(own, rule));
  return seedsOf(arm, rule) >= Math.min(...seeds);
}

/**
 * All arms but the baseline's, the most promising first: by the saving that
 * fresh seeds are expected to show, then by how near they are to the aim. The
 * first half of them is worth more pilot seeds.
 *
 * Source: successive halving, Jamieson and Talwalkar 2016.
 *
 * @param arms Of the pilot so far
 */
export function rankedArms(
  arms: readonly Arm[],
  aim: Aim,
  rule: Rule,
): Prospect[] {
  const chance = chanceOf(arms, rule);
  const least = (arm: Arm, sign: number) =>
    Math.min(
      ...rule.metrics.map((metric) =>
        chance(arm, metric, sign * shortfall(arm, metric, aim))
      ),
    );
  const stops = stopsOf(
    ofLatent(arms, rule.baseline),
    (arm) => least(arm, 1),
  );
  const gain = (arm: Arm) =>
    least(arm, -1) *
    stops.reduce((sum, { parameters, share }) =>
      sum + share * Math.max(0, Math.log(parameters / arm.parameters)), 0);
  const furthest = (arm: Arm) =>
    Math.max(...rule.metrics.map((metric) => shortfall(arm, metric, aim)));
  return arms.filter(({ latent }) => latent !== rule.baseline)
    .map((arm) => ({ arm, gain: gain(arm) }))
    .sort((a, b) =>
      b.gain - a.gain || furthest(a.arm) - furthest(b.arm) ||
      a.arm.parameters - b.arm.parameters
    );
}

/** Trainings of an arm, those that failed included. */
function seedsOf(arm: Arm, { metrics: [lead] }: Rule): number {
  return lossesOf(arm, lead!).length + arm.failed;
}

/** How far a mean is from the aim; 0 or less where it reaches it. */
function shortfall(arm: Arm, metric: Metric, { epsilon }: Aim): number {
  return meanLoss(arm, metric) - signOf(metric) * epsilon[metric.name]!;
}

type Chance = (arm: Arm, metric: Metric, margin: number) => number;

/** Chance that fresh seeds show a margin, as far as the pilot knows. */
function chanceOf(arms: readonly Arm[], rule: Rule): Chance {
  // Seeds that are added after a look change nothing that was chosen before.
  const count = Math.max(2, rule.looks[0] ?? 0);
  const alpha = alphaOf(0);
  const spreads = new Map(
    rule.metrics.map((metric) => [metric.name, relativeSpread(arms, metric)]),
  );
  return (arm, metric, margin) => {
    const spread = spreads.get(metric.name) ?? ASSUMED;
    // Nothing is known of an arm all of whose trainings failed.
    if (!Number.isFinite(margin)) return 0;
    const deviation = spread * Math.abs(meanLoss(arm, metric));
    // The pilot's mean is itself uncertain.
    const pilot = Math.max(1, lossesOf(arm, metric).length);
    const error = deviation * Math.sqrt(1 / count + 1 / pilot);
    if (error === 0) return margin > 0 ? 1 : 0;
    return tPower(margin / error, { degrees: count - 1, alpha });
  };
}

/**
 * Where the baseline's sequence is expected to stop, with the chance of each
 * size; the largest has also that of no stop at all.
 */
function stopsOf(
  sizes: readonly Arm[],
  misses: (size: Arm) => number,
): { readonly parameters: number; readonly share: number }[] {
  let left = 1;
  const stops = sizes.map((size) => {
    const missed = misses(size);
    const share = left * (1 - missed);
    left *= missed;
    return { parameters: size.parameters, share };
  });
  const largest = stops.at(-1);
  return largest === undefined
    ? []
    : [...stops, { parameters: largest.parameters, share: left }];
}
