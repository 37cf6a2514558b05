import { z } from "zod";
import { defineStage } from "../../lib/dsl/stage.ts";
import { scoreInputs, scoreOutputs } from "./_slots.ts";

/**
 * Kernel distance (KID's estimator) between features of samples and of held-out
 * images, `kid[…]` after the extractor. Its expectation does not depend on the
 * number of images, so that unlike Fréchet distances it compares between sets
 * of different sizes; it may be negative. The interval is of the mean over
 * subsets of these images, and says nothing about other images.
 *
 * Source: Bińkowski et al., ICLR 2018.
 */
export const kernel = defineStage({
  name: "score.kernel",
  version: 3,
  summary: "Compares features by a polynomial kernel, without bias",
  source: "Bińkowski et al., ICLR 2018",
  config: z.object({
    subsets: z.int().positive().default(50),
    size: z.int().min(2).default(1000).describe("Points of a subset"),
  }),
  inputs: scoreInputs,
  outputs: scoreOutputs,
  tensors: true,
  run: async ({ config, inputs, ctx }) => {
    const { inEachSpace, pointsOf } = await import("./_spaces.ts");
    const { useEngine } = await import("../../lib/tensor/mod.ts");
    const { kernelDistance } = await import(
      "../../lib/stats/kernel_distance.ts"
    );
    await useEngine(ctx.engine, { threads: ctx.threads });
    return await inEachSpace(inputs, async (space) => {
      const { name, samples, reference, train } = space;
      const target = pointsOf(reference);
      const { value, deviation, subsets } = await kernelDistance(
        pointsOf(samples),
        target,
        config,
      );
      const half = 1.96 * deviation / Math.sqrt(subsets);
      const floor = train &&
        await kernelDistance(pointsOf(train), target, config);
      return {
        [`kid[${name}]`]: {
          value,
          low: value - half,
          high: value + half,
          count: inputs.samples.count,
          better: "lower" as const,
        },
        ...(floor === undefined
          ? {}
          : { [`kid[${name}] floor`]: { value: floor.value } }),
      };
    });
  },
});
