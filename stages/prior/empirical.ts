import { z } from "zod";
import { ndarray } from "../../lib/tensor/array.ts";
import { defineFittedPrior } from "../roles/prior.ts";
import { noise } from "./config.ts";

/**
 * The law of given codes, each with equal weight. With training codes it is
 * the latent that a generator can be trained on; with held-out codes it tests
 * whether the generator learned more than those. Neither is generation: the
 * codes come from images.
 */
export const empirical = defineFittedPrior({
  name: "prior.empirical",
  version: 3,
  summary: "Draws codes from given ones, with optional smoothing",
  config: z.object({
    smoothing: z.number().min(0).default(0).describe(
      "Standard deviation of normal noise added to a code",
    ),
    noise,
  }),
  takes: ["vector", "grid", "sequence", "tokens"],
  fit: ({ config: { smoothing }, latents: { codes, count, dim } }) =>
    Promise.resolve({
      weights: { codes: ndarray(codes, [count, dim]) },
      facts: { codes: count, smoothing, parameters: count * dim },
      scores: { parameters: { value: count * dim } },
    }),
  draw({ nn, prior: { weights, facts, dim }, stream, count }) {
    const { data, shape } = weights.codes!;
    const rows = nn.drawRows(stream, { count, from: shape[0]! });
    const codes = nn.takeRows(data as Float32Array, rows, dim);
    const smoothing = facts.smoothing as number;
    if (smoothing > 0) {
      const noise = stream.normal(new Float32Array(codes.length));
      for (let i = 0; i < codes.length; i++) codes[i]! += smoothing * noise[i]!;
    }
    return codes;
  },
  flops: ({ prior: { dim, facts } }) => facts.smoothing === 0 ? 0 : 2 * dim,
});
