import { boundsOf } from "./bounds.ts";
import { ALPHA } from "./looks.ts";
import { type Rule, signOf } from "./rule.ts";
import type { Place, Trial } from "./trial.ts";

/** A latent against the baseline at one size. */
export interface Difference extends Place {
  /** Which is better: by every metric, the whole interval lies on one side. */
  readonly better: "latent" | "baseline" | undefined;
}

/** Two sizes at which the order of a latent and the baseline is turned round. */
export interface Crossing {
  readonly latent: string;
  /** Neighbours among the sizes at which an order is shown, ascending. */
  readonly between: readonly [number, number];
}

/**
 * Every latent against the baseline at equal size, seed by seed: Student
 * intervals of the differences that hold together with 95 % (Bonferroni over
 * all latents and sizes). Something is shown only where every metric agrees.
 * Without that, curves of equal latents would cross on nearly every page.
 */
export function differencesOf(
  trials: readonly Trial[],
  rule: Rule,
): Difference[] {
  const sound = trials.filter(({ failed }) => !failed);
  const own = new Map(
    sound.filter(({ latent }) => latent === rule.baseline)
      .map((trial) => [`${trial.size} ${trial.seed}`, trial]),
  );
  const groups = new Map<string, { place: Place; pairs: [Trial, Trial][] }>();
  for (const trial of sound) {
    const { latent, size, seed } = trial;
    const other = own.get(`${size} ${seed}`);
    if (latent === rule.baseline || other === undefined) continue;
    const key = JSON.stringify([latent, size]);
    const group = groups.get(key) ?? { place: { latent, size }, pairs: [] };
    group.pairs.push([trial, other]);
    groups.set(key, group);
  }
  const alpha = ALPHA / groups.size;
  return [...groups.values()].map(({ place, pairs }) => {
    const sides = rule.metrics.map((metric) => {
      const differences = pairs.flatMap(([a, b]) => {
        const [x, y] = [a.values[metric.name], b.values[metric.name]];
        return x === undefined || y === undefined
          ? []
          : signOf(metric) * (x - y);
      });
      return sideOf(differences, alpha);
    });
    const side = sides.every((each) => each === sides[0]) ? sides[0] : 0;
    const better = side === undefined || side === 0
      ? undefined
      : side < 0
      ? "latent"
      : "baseline";
    return { ...place, better };
  });
}

/** −1 or 1 where the whole two-sided interval of a mean lies there, else 0. */
function sideOf(values: readonly number[], alpha: number): -1 | 0 | 1 {
  const { low, high } = boundsOf(values, alpha / 2);
  return low > 0 ? 1 : high < 0 ? -1 : 0;
}

/** Where the order that is shown at one size is turned round at a larger one. */
export function crossingsOf(differences: readonly Difference[]): Crossing[] {
  const latents = new Set(differences.map(({ latent }) => latent));
  return [...latents].flatMap((latent) => {
    const shown = differences
      .filter((each) => each.latent === latent && each.better !== undefined)
      .sort((a, b) => a.size - b.size);
    return shown.slice(1).flatMap((high, i) => {
      const low = shown[i]!;
      return low.better === high.better
        ? []
        : [{ latent, between: [low.size, high.size] as const }];
    });
  });
}
