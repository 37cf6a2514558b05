import { z } from "zod";
import { defineStage } from "../../lib/dsl/stage.ts";
import { scoreInputs, scoreOutputs } from "./_slots.ts";

/** Inception score by the given classifier; kept for comparison with older work. */
export const inception = defineStage({
  name: "score.inception",
  version: 1,
  summary: "Measures how sharp and varied the classes of samples are (legacy)",
  source: "Salimans et al., NeurIPS 2016",
  config: z.object({ splits: z.int().positive().default(10) }),
  inputs: scoreInputs,
  outputs: scoreOutputs,
  tensors: true,
  run: async ({ config, inputs, ctx }) => {
    const { featuresOf } = await import("./_features.ts");
    const { inceptionScore } = await import(
      "../../lib/stats/inception_score.ts"
    );
    const { samples } = await featuresOf(inputs, ctx);
    const { value, deviation } = inceptionScore(
      samples.logits,
      samples.classes,
      config,
    );
    const half = 1.96 * deviation / Math.sqrt(config.splits);
    return {
      scores: {
        "is[classifier]": {
          value,
          low: value - half,
          high: value + half,
          count: samples.features.length / samples.dim,
          better: "higher" as const,
        },
      },
    };
  },
});
