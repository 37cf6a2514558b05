import { z } from "zod";
import { defineStage } from "../../lib/dsl/stage.ts";
import { Latents } from "../kinds/mod.ts";
import { seed } from "./config.ts";

/**
 * The same codes in another order: a control for whatever learns from pairs of
 * code and image. The law of the codes is untouched, only which image belongs
 * to which code is lost, so a gain that remains does not come from the pairs.
 *
 * A label goes with its code and still tells the class of the image that the
 * code was made of, not of the image that now stands in its place.
 */
export const shuffled = defineStage({
  name: "encode.shuffled",
  version: 1,
  summary: "Gives codes to other images at random, as a control",
  config: z.object({ seed }),
  inputs: { latents: Latents },
  outputs: { latents: Latents },
  random: true,
  run: async (args) => (await import("./work/shuffle.ts")).shuffle(args),
});
