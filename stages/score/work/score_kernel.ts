import type { StageContext } from "../../../lib/dsl/context.ts";
import { kernelDistance } from "../../../lib/stats/kernel_distance.ts";
import { useEngine } from "../../../lib/tensor/mod.ts";
import { withFloors } from "./_floors.ts";
import { inEachSpace, pointsOf, type ScoreInputs } from "./_spaces.ts";

/** Scores what `score.kernel` reports. */
export async function scoreKernel({ config, inputs, ctx }: {
  readonly config: { readonly limit: number };
  readonly inputs: ScoreInputs;
  readonly ctx: StageContext;
}) {
  await useEngine(ctx.engine, { threads: ctx.threads });
  return await inEachSpace(
    inputs,
    (space) =>
      withFloors(space, async ({ images, reference }) => {
        const [a, b] = [pointsOf(images), pointsOf(reference)];
        const { value, low, high } = await kernelDistance(a, b, config);
        ctx.signal.throwIfAborted();
        return {
          [`kid[${space.name}]`]: {
            value,
            ...(low === undefined || high === undefined ? {} : { low, high }),
            better: "lower",
          },
        };
      }, config),
  );
}
