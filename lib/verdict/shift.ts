import type { Aim } from "./aim.ts";
import type { Rule } from "./rule.ts";

/** Real images of which those that test are others than those that chose. */
export interface Shift {
  /** Name of the metric that tells. */
  readonly metric: string;
  /** Score of training images against those that chose. */
  readonly chosenOn: number;
  /** The same against those that test. */
  readonly testedOn: number;
}

/**
 * Metrics by which the images that test are of another population than those
 * that chose: training images score differently against both, beyond chance, and
 * by more than the rule's tolerance of the aim. A quality that was aimed at on
 * the one set is then not that quality on the other. The first half of MNIST's
 * test set is such: neater digits than the rest.
 *
 * @example
 * ```ts
 * import { shiftsOf } from "./shift.ts";
 *
 * const real = {
 *   chosenOn: { value: 0.001, low: -0.001, high: 0.003 },
 *   testedOn: { value: 0.031, low: 0.022, high: 0.041 },
 * };
 * const shifts = shiftsOf(
 *   {
 *     metrics: [{ name: "kid", better: "lower", origin: "random", real }],
 *     tolerance: 0.1,
 *   },
 *   { epsilon: { kid: 0.0115 } },
 * );
 * console.assert(shifts.length === 1);
 * ```
 */
export function shiftsOf(
  { metrics, tolerance }: Pick<Rule, "metrics" | "tolerance">,
  { epsilon }: Pick<Aim, "epsilon">,
): Shift[] {
  return metrics.flatMap(({ name, real }) => {
    if (real === undefined) return [];
    const { chosenOn, testedOn } = real;
    const isApart = chosenOn.high < testedOn.low ||
      testedOn.high < chosenOn.low;
    const moved = Math.abs(testedOn.value - chosenOn.value);
    return isApart && moved > tolerance * Math.abs(epsilon[name]!)
      ? [{
        metric: name,
        chosenOn: chosenOn.value,
        testedOn: testedOn.value,
      }]
      : [];
  });
}
