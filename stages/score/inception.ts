import { z } from "zod";
import { defineStage } from "../../lib/dsl/stage.ts";
import { scoreInputs, scoreOutputs } from "./_slots.ts";

/**
 * Inception score by the given classifier, from 1 to its number of classes;
 * kept for comparison with older work. It never looks at real images: a
 * generator that draws one clear image of each class gets the best score. With
 * another classifier than Inception's it does not compare with published
 * values.
 *
 * Source: Salimans et al., NeurIPS 2016.
 */
export const inception = defineStage({
  name: "score.inception",
  version: 2,
  summary: "Measures how sharp and varied the classes of samples are (legacy)",
  source: "Salimans et al., NeurIPS 2016",
  config: z.object({ splits: z.int().positive().default(10) }),
  inputs: scoreInputs,
  outputs: scoreOutputs,
  run: async ({ config, inputs }) => {
    const { inEachClassSpace } = await import("./_spaces.ts");
    const { inceptionScore } = await import(
      "../../lib/stats/inception_score.ts"
    );
    return await inEachClassSpace(inputs, ({ name, samples }) => {
      const { value, deviation } = inceptionScore(
        samples.logits,
        samples.classes,
        config,
      );
      const half = 1.96 * deviation / Math.sqrt(config.splits);
      return {
        [`is[${name}]`]: {
          value,
          low: value - half,
          high: value + half,
          count: inputs.samples.count,
          better: "higher" as const,
        },
      };
    });
  },
});
