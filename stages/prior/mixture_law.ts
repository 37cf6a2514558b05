import type { Law } from "../roles/prior_spec.ts";

/** How codes of a normal law, or of a mixture of them, are drawn. */
export const mixtureLaw: Law = {
  draw: ({ nn, prior: { weights }, stream, count }) =>
    nn.drawMixture({
      shares: weights.shares!.data,
      means: weights.means!.data,
      factors: weights.factors!.data,
    }, { stream, count }),
  // A triangular product and a sum.
  flops: ({ prior: { dim } }) => dim * (dim + 1) + dim,
};
