import type { StageContext } from "../../../lib/dsl/context.ts";
import { inceptionScore } from "../../../lib/stats/inception_score.ts";
import { tQuantile } from "../../../lib/stats/t_quantile.ts";
import type { ScoreSet } from "../../kinds/mod.ts";
import { withFloors } from "./_floors.ts";
import { inEachClassSpace, type ScoreInputs } from "./_spaces.ts";

/** Scores what `score.inception` reports. */
export async function scoreInception({ config, inputs, ctx }: {
  readonly config: { readonly splits: number };
  readonly inputs: ScoreInputs;
  readonly ctx: StageContext;
}) {
  const { splits } = config;
  return await inEachClassSpace(
    inputs,
    (space) =>
      withFloors(space, ({ images, count }): ScoreSet => {
        const name = `is[${space.name}]`;
        if (count < splits) {
          ctx.log(
            `No ${name}: expected at least one image for each of ${splits} splits, got ${count}`,
          );
          return {};
        }
        const { logits, classes } = images;
        const { value, deviation } = inceptionScore(logits, classes, config);
        const half = splits < 2
          ? undefined
          : tQuantile(0.975, splits - 1) * deviation / Math.sqrt(splits - 1);
        return {
          [name]: {
            value,
            ...(half === undefined
              ? {}
              : { low: value - half, high: value + half }),
            better: "higher",
          },
        };
      }),
  );
}
