import type { StageContext } from "../../../lib/dsl/context.ts";
import { takeRows } from "../../../lib/nn/learn/batches.ts";
import {
  assignClasses,
  modeCoverage,
} from "../../../lib/stats/mode_coverage.ts";
import { quantile } from "../../../lib/stats/quantile.ts";
import { random } from "../../../lib/stats/random.ts";
import { tQuantile } from "../../../lib/stats/t_quantile.ts";
import { withFloors } from "./_floors.ts";
import { inEachClassSpace, type ScoreInputs } from "./_spaces.ts";

/** Scores what `score.modes` reports. */
export async function scoreModes({ config, inputs, ctx }: {
  readonly config: { readonly resamples: number };
  readonly inputs: ScoreInputs;
  readonly ctx: StageContext;
}) {
  const { resamples } = config;
  return await inEachClassSpace(
    inputs,
    (space) =>
      withFloors(space, ({ images, reference }) => {
        const { classes } = images;
        const assigned = assignClasses(images.logits, classes);
        const wanted = assignClasses(reference.logits, classes);
        const { modes, divergence } = modeCoverage(assigned, classes, wanted);
        const others = Array.from({ length: resamples }, (_, r) => {
          ctx.signal.throwIfAborted();
          return modeCoverage(
            resampled(assigned, ["samples", r]),
            classes,
            resampled(wanted, ["held out", r]),
          );
        });
        const hits = others.map(({ modes }) => modes);
        const half = resamples < 2
          ? 0
          : spreadOf(others.map(({ divergence }) => divergence));
        return {
          [`modes[${space.name}]`]: {
            value: modes,
            ...(resamples < 2
              ? {}
              : { low: quantile(hits, 0.025), high: modes }),
            better: "higher" as const,
          },
          [`modeDivergence[${space.name}]`]: {
            value: divergence,
            ...(resamples < 2 ? {} : {
              low: Math.max(0, divergence - half),
              high: divergence + half,
            }),
            unit: "nats",
            better: "lower" as const,
          },
        };
      }),
  );
}

function resampled(
  assigned: Int32Array,
  [name, index]: readonly [string, number],
): Int32Array {
  const count = assigned.length;
  const rows = random(0n, "modes", name, index).integers(
    new Int32Array(count),
    count,
  );
  return takeRows(assigned, rows, 1);
}

/** Half the width of a 95 % interval, by the spread of resamples. */
function spreadOf(values: readonly number[]): number {
  const mean = values.reduce((sum, v) => sum + v, 0) / values.length;
  const square = values.reduce((sum, v) => sum + (v - mean) ** 2, 0);
  return tQuantile(0.975, values.length - 1) *
    Math.sqrt(square / (values.length - 1));
}
