import { z } from "zod";
import { defineStage } from "../../lib/dsl/stage.ts";
import { scoreInputs, scoreOutputs } from "./_slots.ts";

/** Kernel distance (KID's estimator) between features of samples and of held-out images. */
export const kernel = defineStage({
  name: "score.kernel",
  version: 1,
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
    const { featuresOf, pointsOf } = await import("./_features.ts");
    const { kernelDistance } = await import(
      "../../lib/stats/kernel_distance.ts"
    );
    const sets = await featuresOf(inputs, ctx);
    const target = pointsOf(sets.reference);
    const { value, deviation, subsets } = await kernelDistance(
      pointsOf(sets.samples),
      target,
      config,
    );
    const half = 1.96 * deviation / Math.sqrt(subsets);
    const floor = sets.train &&
      await kernelDistance(pointsOf(sets.train), target, config);
    return {
      scores: {
        "kid[classifier]": {
          value,
          low: value - half,
          high: value + half,
          count: sets.samples.features.length / sets.samples.dim,
          better: "lower" as const,
        },
        ...(floor === undefined
          ? {}
          : { "kid[classifier] floor": { value: floor.value } }),
      },
    };
  },
});
