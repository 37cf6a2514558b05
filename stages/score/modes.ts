import { z } from "zod";
import { defineStage } from "../../lib/dsl/stage.ts";
import { scoreInputs, scoreOutputs } from "./_slots.ts";

/**
 * Classes that samples hit, and how far their frequencies are from the
 * reference's, in nats. Both sets are assigned by the classifier, so that its
 * mistakes count on both sides. One image is enough to hit a class: the number
 * of modes tells lost classes, the divergence those that became rare.
 *
 * Source: Che et al., ICLR 2017.
 */
export const modes = defineStage({
  name: "score.modes",
  version: 2,
  summary: "Counts the classes that samples hit",
  source: "Che et al., ICLR 2017",
  config: z.object({}),
  inputs: scoreInputs,
  outputs: scoreOutputs,
  run: async ({ inputs }) => {
    const { assignClasses, modeCoverage } = await import(
      "../../lib/stats/mode_coverage.ts"
    );
    const { inEachClassSpace } = await import("./_spaces.ts");
    return await inEachClassSpace(inputs, ({ name, samples, reference }) => {
      const assigned = assignClasses(samples.logits, samples.classes);
      const wanted = assignClasses(reference.logits, reference.classes);
      const found = modeCoverage(assigned, samples.classes, wanted);
      const count = assigned.length;
      return {
        [`modes[${name}]`]: {
          value: found.modes,
          count,
          better: "higher" as const,
        },
        [`modeDivergence[${name}]`]: {
          value: found.divergence,
          count,
          unit: "nats",
          better: "lower" as const,
        },
      };
    });
  },
});
