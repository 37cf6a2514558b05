import { z } from "zod";
import { optional } from "../../lib/dsl/kind.ts";
import { defineStage } from "../../lib/dsl/stage.ts";
import { Encoder, Images, Latents, Scores } from "../kinds.ts";
import { dim, whiten, WHITENS_WITHIN, whitensWithin } from "./_config.ts";

/**
 * Principal components of the pixels, as a linear encoder. Codes are
 * standardised, so they are whitened.
 *
 * @throws {RangeError} when there are fewer images or pixels than components
 */
export const pca = defineStage({
  name: "encode.pca",
  version: 3,
  summary: "Projects images on their principal components",
  source: "Pearson 1901; Bishop, PRML, section 12.1",
  config: z.object({ dim, whiten }).refine(whitensWithin, WHITENS_WITHIN),
  inputs: { images: Images, heldOut: optional(Images) },
  outputs: { encoder: Encoder, latents: Latents, scores: Scores },
  tensors: true,
  resources: { gpu: 1 / 8 },
  run: async (args) => (await import("./_fit_pca.ts")).fitPca(args),
});
