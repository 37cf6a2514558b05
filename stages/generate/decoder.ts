import { z } from "zod";
import { defineStage } from "../../lib/dsl/stage.ts";
import { Encoder, Generator, Images, Scores } from "../kinds.ts";
import { batch, rate, seed, steps, width } from "../encode/_config.ts";

/**
 * A decoder trained from scratch on the codes of a frozen encoder: the second
 * stage of a Decoupled Autoencoder. With a prior over the codes it generates;
 * `score.reconstruction` judges it on held-out images.
 */
export const decoder = defineStage({
  name: "generate.decoder",
  version: 1,
  summary: "Trains a decoder on a frozen encoder",
  source: "Hu et al., Complexity Matters, arXiv 2307.08283, section 4",
  config: z.object({
    width: width(16, "Channels before the last layer: the decoder's size"),
    steps: steps(1500),
    batch,
    rate,
    seed,
  }),
  inputs: { images: Images, encoder: Encoder },
  outputs: { generator: Generator, scores: Scores },
  random: true,
  tensors: true,
  resources: { threads: 2 },
  run: async (args) => (await import("./_train_decoder.ts")).trainDecoder(args),
});
