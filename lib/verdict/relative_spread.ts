import { type Arm, lossesOf, meanLoss } from "./arms.ts";
import type { Metric } from "./rule.ts";

/**
 * Deviation between seeds as a share of the mean, pooled over all arms with at
 * least two values; undefined when none has.
 */
export function relativeSpread(
  arms: readonly Arm[],
  metric: Metric,
): number | undefined {
  let [square, degrees] = [0, 0];
  for (const arm of arms) {
    const losses = lossesOf(arm, metric);
    if (losses.length < 2) continue;
    const mean = meanLoss(arm, metric);
    if (mean === 0) continue;
    for (const loss of losses) square += ((loss - mean) / mean) ** 2;
    degrees += losses.length - 1;
  }
  return degrees === 0 ? undefined : Math.sqrt(square / degrees);
}
