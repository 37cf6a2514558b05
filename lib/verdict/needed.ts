import { tPower } from "../stats/t_power.ts";
import { alphaOf } from "./looks.ts";
import { type Rule, signOf } from "./rule.ts";
import type { Finding } from "./sequence.ts";

/** Most fresh seeds that are asked for. */
const MOST = 200;

/**
 * Fresh seeds of each arm with which all tests would come out with the rule's
 * power, were means and spreads what they are found to be; or why none are named:
 * a mean lies on the wrong side, or so near to the aim that seeds would help too
 * late (`"mean"`), or the spread is not known (`"spread"`).
 *
 * @param findings Of the candidate and of the baseline's sizes that must miss, at
 * least one
 * @param look Number of the look at which they would be tested, from 0
 */
export function seedsNeeded(
  findings: readonly Finding[],
  rule: Rule,
  look: number,
): number | "mean" | "spread" {
  const alpha = alphaOf(look);
  const effects = findings.map((finding) => effectOf(finding, rule));
  if (effects.some((effect) => effect <= 0)) return "mean";
  if (!effects.every(Number.isFinite)) return "spread";
  const power = (count: number) =>
    effects.reduce(
      (all, effect) =>
        all *
        tPower(effect * Math.sqrt(count), { degrees: count - 1, alpha }),
      1,
    );
  if (!(power(MOST) >= rule.power)) return "mean";
  let [low, high] = [1, MOST];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (power(middle) >= rule.power) high = middle;
    else low = middle;
  }
  return high;
}

/**
 * How far a mean lies on the side to be shown, in deviations; 0 or less on the
 * other side, NaN where no spread is known.
 */
function effectOf(
  { mean, deviation, epsilon, latent, metric }: Finding,
  rule: Rule,
): number {
  if (mean === null) return NaN;
  const tested = rule.metrics.find(({ name }) => name === metric)!;
  const side = latent === rule.baseline ? 1 : -1;
  const margin = side * signOf(tested) * (mean - epsilon);
  if (margin <= 0) return margin;
  return deviation === null || deviation === 0 ? NaN : margin / deviation;
}
