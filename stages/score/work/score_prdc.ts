import type { StageContext } from "../../../lib/dsl/context.ts";
import { prdc } from "../../../lib/stats/prdc.ts";
import { useEngine } from "../../../lib/tensor/mod.ts";
import type { Measurement } from "../../kinds/mod.ts";
import { withFloors } from "./_floors.ts";
import { inEachSpace, pointsOf, type ScoreInputs } from "./_spaces.ts";

/** Scores what `score.prdc` reports. */
export async function scorePrdc({ config, inputs, ctx }: {
  readonly config: { readonly k: number; readonly limit: number };
  readonly inputs: ScoreInputs;
  readonly ctx: StageContext;
}) {
  await useEngine(ctx.engine, { threads: ctx.threads });
  return await inEachSpace(
    inputs,
    (space) =>
      withFloors(space, async ({ images, reference }) => {
        const found = await prdc(pointsOf(reference), pointsOf(images), config);
        ctx.signal.throwIfAborted();
        const { intervals, ...values } = found;
        const scores: Record<string, Measurement> = {};
        for (const measure of MEASURES) {
          scores[`${measure}[${space.name}]`] = {
            ...(intervals?.[measure] ?? { value: values[measure] }),
            better: "higher",
          };
        }
        return scores;
      }, config),
  );
}

const MEASURES = ["precision", "recall", "density", "coverage"] as const;
