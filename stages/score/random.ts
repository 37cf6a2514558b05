import { z } from "zod";
import { defineStage } from "../../lib/dsl/stage.ts";
import { Extractor, Images } from "../kinds/mod.ts";
import { seed, width } from "../encode/config.ts";

/**
 * A feature extractor that has learned nothing: several convolutional networks
 * with random weights, whose pooled outputs stand side by side, each brought to
 * zero mean and unit variance over `images` unless it hardly varies. It has no preference for any
 * latent, and sees texture and light better than what is shown.
 *
 * It runs on ONNX Runtime whatever the engine.
 */
export const random = defineStage({
  name: "score.random",
  version: 2,
  summary: "Draws a feature extractor of untrained networks",
  source: "Naeem et al., Reliable fidelity and diversity metrics, ICML 2020",
  config: z.object({
    networks: z.int().positive().max(64).default(4).describe(
      "Networks, each of a seed of its own",
    ),
    width: width(
      32,
      "Channels of the first layer; later ones have twice as many",
    ),
    seed,
  }),
  inputs: { images: Images },
  outputs: { extractor: Extractor },
  random: true,
  tensors: true,
  resources: { gpu: 1 / 8 },
  run: async (args) => (await import("./work/draw_random.ts")).drawRandom(args),
});
