import { z } from "zod";
import { defineStage } from "../../lib/dsl/stage.ts";
import { scoreInputs, scoreOutputs } from "./_slots.ts";

/**
 * Precision, recall, density and coverage of samples against held-out images.
 * All four depend on `k` and on how many images there are: compare only at
 * equal numbers. An outlier among the samples widens their manifold and so
 * raises recall; density and coverage rest on the real manifold alone.
 *
 * Source: Naeem et al., ICML 2020.
 */
export const prdc = defineStage({
  name: "score.prdc",
  version: 3,
  summary: "Measures fidelity and diversity by nearest neighbours",
  source: "Naeem et al., ICML 2020",
  config: z.object({
    k: z.int().positive().default(5).describe("Which neighbour bounds a ball"),
    limit: z.int().min(10).default(5000).describe(
      "Most images of each set, drawn at random",
    ),
  }),
  inputs: scoreInputs,
  outputs: scoreOutputs,
  tensors: true,
  run: async ({ config, inputs, ctx }) => {
    const { inEachSpace } = await import("./_spaces.ts");
    const { useEngine } = await import("../../lib/tensor/mod.ts");
    const { prdc } = await import("../../lib/stats/prdc.ts");
    const { random } = await import("../../lib/stats/random.ts");
    const { takeRows } = await import("../../lib/nn/batches.ts");
    await useEngine(ctx.engine, { threads: ctx.threads });
    const count = Math.min(config.limit, inputs.samples.count);
    return await inEachSpace(inputs, async ({ name, samples, reference }) => {
      const points = ({ features, dim }: typeof samples) => {
        const order = random(0n, "prdc").permutation(features.length / dim);
        const rows = order.subarray(0, config.limit);
        return { data: takeRows(features, rows, dim), dim };
      };
      const found = await prdc(points(reference), points(samples), config);
      return Object.fromEntries(
        Object.entries(found).map(([measure, value]) => [
          `${measure}[${name}]`,
          { value, count, better: "higher" as const },
        ]),
      );
    });
  },
});
