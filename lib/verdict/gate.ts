import { type Arm, armAt, meanLoss } from "./arms.ts";
import type { Rule } from "./rule.ts";
import type { Place } from "./trial.ts";

/** How much further the baseline gets with more training. */
export interface Fall extends Place {
  readonly metric: string;
  /** Share by which its loss falls; negative where it rises. */
  readonly share: number;
  /** Whether it is within the rule's tolerance. */
  readonly done: boolean;
}

/**
 * Compares the baseline's trainings with longer ones of the same sizes. No
 * verdict on size holds while its quality still gets better: a smaller one
 * might do, trained for longer. Where it is as good as real images it is done.
 *
 * @param arms Of the pilot
 * @param longer Of longer trainings
 */
export function fallsOf(
  arms: readonly Arm[],
  longer: readonly Arm[],
  rule: Rule,
): Fall[] {
  return longer.filter(({ latent }) => latent === rule.baseline)
    .flatMap((after) => {
      const before = armAt(arms, after);
      if (before === undefined) return [];
      return rule.metrics.flatMap((metric) => {
        const [loss, less] = [
          meanLoss(before, metric),
          meanLoss(after, metric),
        ];
        if (!Number.isFinite(loss) || !Number.isFinite(less)) return [];
        const { latent, size } = after;
        const isReal = metric.better === "lower" &&
          metric.floor !== undefined &&
          loss <= metric.floor;
        const share = loss === 0 ? 0 : (loss - less) / Math.abs(loss);
        const done = isReal || share <= rule.tolerance;
        return { latent, size, metric: metric.name, share, done };
      });
    });
}
