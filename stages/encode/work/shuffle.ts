import type { StageContext } from "../../../lib/dsl/context.ts";
import { takeRows } from "../../../lib/nn/learn/batches.ts";
import { random } from "../../../lib/stats/random.ts";
import type { LatentSet } from "../../kinds/mod.ts";

/** Permutes the rows of `encode.shuffled`. */
export function shuffle({ inputs: { latents }, ctx }: {
  readonly inputs: { readonly latents: LatentSet };
  readonly ctx: StageContext;
}): { latents: LatentSet } {
  const { codes, count, dim, labels } = latents;
  const order = random(ctx.seed, "shuffled").permutation(count);
  return {
    latents: {
      ...latents,
      codes: takeRows(codes, order, dim),
      labels: labels && takeRows(labels, order, 1),
    },
  };
}
