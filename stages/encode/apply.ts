import { z } from "zod";
import { anySplit } from "../../lib/dsl/kind.ts";
import { defineStage } from "../../lib/dsl/stage.ts";
import { Encoder, Images, Latents } from "../kinds/mod.ts";

/**
 * Codes of any images under a fitted encoder: held-out codes, for instance.
 * They are scaled as the encoder's own training codes were, so their mean and
 * variance are near zero and one, not equal to them.
 */
export const apply = defineStage({
  name: "encode.apply",
  version: 1,
  summary: "Encodes images with a fitted encoder",
  config: z.object({}),
  inputs: { encoder: Encoder, images: anySplit(Images) },
  outputs: { latents: Latents },
  tensors: true,
  resources: { gpu: 1 / 8 },
  run: async ({ inputs: { encoder, images }, ctx }) => {
    const { useEngine } = await import("../../lib/tensor/mod.ts");
    const { encodeImages } = await import("./work/encoded.ts");
    await useEngine(ctx.engine, { threads: ctx.threads });
    return { latents: await encodeImages(encoder, images) };
  },
});
