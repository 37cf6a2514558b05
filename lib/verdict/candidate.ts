import { tPower } from "../stats/t_power.ts";
import type { Aim } from "./aim.ts";
import { type Arm, lossesOf, meanLoss, ofLatent } from "./arms.ts";
import { alphaOf } from "./looks.ts";
import { type Metric, type Rule, signOf } from "./rule.ts";
import { relativeSpread } from "./spread.ts";

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
 * does. Of several, that one is taken which, going by means and spreads of the
 * pilot, is expected to show the largest saving on fresh seeds: a generator that
 * just reaches the aim is the smallest, but cannot be shown to.
 *
 * @param arms Of the pilot
 */
export function prospectsOf(
  arms: readonly Arm[],
  aim: Aim,
  rule: Rule,
): Prospect[] {
  const [lead] = rule.metrics;
  const own = firstReached(arms, aim, rule);
  const most = own?.parameters ?? Infinity;
  const chance = chanceOf(arms, rule);
  return arms
    .filter((arm) =>
      arm.latent !== rule.baseline && arm.parameters < most &&
      rule.metrics.every((metric) => shortfall(arm, metric, aim) <= 0)
    )
    .map((arm) => ({ arm, gain: gainOf(arm, { arms, aim, rule, chance }) }))
    .sort((a, b) =>
      b.gain - a.gain || a.arm.parameters - b.arm.parameters ||
      meanLoss(a.arm, lead!) - meanLoss(b.arm, lead!)
    );
}

/** How far a mean is from the aim; 0 or less where it reaches it. */
export function shortfall(arm: Arm, metric: Metric, { epsilon }: Aim): number {
  return meanLoss(arm, metric) - signOf(metric) * epsilon[metric.name]!;
}

type Chance = (arm: Arm, metric: Metric, margin: number) => number;

/** Chance that fresh seeds show a margin, as far as the pilot knows. */
function chanceOf(arms: readonly Arm[], rule: Rule): Chance {
  const planned = rule.looks.reduce((sum, seeds) => sum + seeds, 0);
  const count = Math.max(2, planned);
  const alpha = alphaOf(Math.max(0, rule.looks.length - 1));
  const spreads = new Map(
    rule.metrics.map((metric) => [metric.name, relativeSpread(arms, metric)]),
  );
  return (arm, metric, margin) => {
    const spread = spreads.get(metric.name);
    if (spread === undefined) return margin > 0 ? 1 : 0;
    const deviation = spread * Math.abs(meanLoss(arm, metric));
    // The pilot's mean is itself uncertain.
    const pilot = Math.max(1, lossesOf(arm, metric).length);
    const error = deviation * Math.sqrt(1 / count + 1 / pilot);
    if (error === 0) return margin > 0 ? 1 : 0;
    return tPower(margin / error, { degrees: count - 1, alpha });
  };
}

function gainOf(
  arm: Arm,
  { arms, aim, rule, chance }: {
    readonly arms: readonly Arm[];
    readonly aim: Aim;
    readonly rule: Rule;
    readonly chance: Chance;
  },
): number {
  const least = (of: Arm, sign: number) =>
    Math.min(...rule.metrics.map((metric) => {
      const margin = sign * shortfall(of, metric, aim);
      return chance(of, metric, margin);
    }));
  // So far all smaller sizes of the baseline were shown to miss.
  let [missed, gain] = [1, 0];
  const own = ofLatent(arms, rule.baseline);
  const saving = (other: Arm) =>
    Math.max(0, Math.log(other.parameters / arm.parameters));
  for (const other of own) {
    const misses = least(other, 1);
    gain += missed * (1 - misses) * saving(other);
    missed *= misses;
  }
  const largest = own.at(-1);
  if (largest !== undefined) gain += missed * saving(largest);
  return least(arm, -1) * gain;
}
