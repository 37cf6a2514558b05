import { type Rule, signOf } from "./rule.ts";
import type { Place, Trial } from "./trial.ts";

/** The trainings of one latent at one size. */
export interface Arm extends Place {
  /** Of generator and prior together. */
  readonly parameters: number;
  /** Trainings that failed, which have no values. */
  readonly failed: number;
  /** By metric, one a training: smaller is better, whatever the metric. */
  readonly losses: Readonly<Record<string, readonly number[]>>;
}

/** Trainings by latent and size, smaller generators first. */
export function armsOf(trials: readonly Trial[], rule: Rule): Arm[] {
  const groups = new Map<string, Trial[]>();
  for (const trial of trials) {
    const key = JSON.stringify([trial.latent, trial.size]);
    groups.set(key, [...groups.get(key) ?? [], trial]);
  }
  return [...groups.values()].map((group) => {
    const [{ latent, size }] = group as [Trial];
    const sound = group.filter(({ failed }) => !failed);
    return {
      latent,
      size,
      parameters: rule.parameters({ latent, size }),
      failed: group.length - sound.length,
      losses: Object.fromEntries(
        rule.metrics.map((metric) => [
          metric.name,
          sound.flatMap(({ values }) => {
            const value = values[metric.name];
            return value === undefined ? [] : signOf(metric) * value;
          }),
        ]),
      ),
    };
  }).sort((a, b) => a.parameters - b.parameters || a.size - b.size);
}

/** Those of one latent. */
export function ofLatent(arms: readonly Arm[], latent: string): Arm[] {
  return arms.filter((arm) => arm.latent === latent);
}

/** The arm at a place, if there is one. */
export function armAt(
  arms: readonly Arm[],
  { latent, size }: Place,
): Arm | undefined {
  return arms.find((arm) => arm.latent === latent && arm.size === size);
}

/** Losses of an arm's sound trainings by a metric; none where it has no arm. */
export function lossesOf(
  arm: Arm | undefined,
  { name }: { readonly name: string },
): readonly number[] {
  return arm?.losses[name] ?? [];
}

/** Mean loss by a metric; infinite where there is none. */
export function meanLoss(
  arm: Arm | undefined,
  metric: { readonly name: string },
): number {
  const losses = lossesOf(arm, metric);
  return losses.length === 0
    ? Infinity
    : losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
}
