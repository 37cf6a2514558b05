import { tPower } from "../stats/t_power.ts";
import { alphaOf } from "./looks.ts";
import { type Rule, signOf } from "./rule.ts";
import type { Finding } from "./sequence.ts";

/** Most fresh seeds that are asked for. */
const MOST = 200;

/**
 * Fresh seeds of each arm with which all tests would come out with the rule's
 * power, were means and spreads what they are found to be; undefined where more
 * seeds would not help, for a mean lies on the wrong side, or help too late.
 *
 * @param findings Of the candidate and of the baseline's sizes that must miss
 * @param look Number of the look at which they would be tested, from 0
 */
export function seedsNeeded(
  findings: readonly Finding[],
  rule: Rule,
  look: number,
): number | undefined {
  const alpha = alphaOf(look);
  const effects = findings.map((finding) => effectOf(finding, rule));
  if (effects.length === 0) return undefined;
  if (!effects.every((effect) => effect > 0)) return undefined;
  const power = (count: number) =>
    effects.reduce(
      (all, effect) =>
        all *
        tPower(effect * Math.sqrt(count), { degrees: count - 1, alpha }),
      1,
    );
  if (!(power(MOST) >= rule.power)) return undefined;
  let [low, high] = [1, MOST];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (power(middle) >= rule.power) high = middle;
    else low = middle;
  }
  return high;
}

/** How far a mean lies on the side to be shown, in deviations. */
function effectOf(
  { mean, deviation, epsilon, latent, metric }: Finding,
  rule: Rule,
): number {
  if (mean === null || deviation === null) return NaN;
  const tested = rule.metrics.find(({ name }) => name === metric)!;
  const side = latent === rule.baseline ? 1 : -1;
  return side * signOf(tested) * (mean - epsilon) / deviation;
}
