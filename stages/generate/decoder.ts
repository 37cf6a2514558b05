import { z } from "zod";
import { defineStage } from "../../lib/dsl/stage.ts";
import { optional } from "../../lib/dsl/kind.ts";
import { Encoder, Generator, Images, Scores, Table } from "../kinds.ts";
import { batch, rate, seed, steps, width } from "../encode/_config.ts";
import { refuseSmallBudget } from "./_stop_budget.ts";
import { stop } from "./_stop_config.ts";

/**
 * A decoder trained from scratch on the codes of a frozen encoder: the second
 * stage of a Decoupled Autoencoder. With a prior over the codes it generates;
 * `score.reconstruction` judges it on held-out images.
 *
 * With `heldOut`, validation images, it is trained until that stops to help, as
 * `generate.gan` is, by the mean squared error of those images decoded from
 * their codes.
 *
 * @throws {RangeError} when held-out images and settings do not fit
 */
export const decoder = defineStage({
  name: "generate.decoder",
  version: 4,
  summary: "Trains a decoder on a frozen encoder",
  source: "Hu et al., Complexity Matters, arXiv 2307.08283, section 4",
  config: z.object({
    width: width(16, "Channels before the last layer: the decoder's size"),
    steps: steps(1500).describe(
      "Training steps; with 'heldOut' the budget: the most before 'stop.beyond'",
    ),
    batch,
    rate,
    stop,
    seed,
  }),
  inputs: { images: Images, encoder: Encoder, heldOut: optional(Images) },
  outputs: { generator: Generator, scores: Scores, curve: Table },
  random: true,
  tensors: true,
  refuse: (planned) => Promise.resolve(refuseSmallBudget(planned)),
  resources: { threads: 2, gpu: 1 / 2 },
  run: async (args) => (await import("./_train_decoder.ts")).trainDecoder(args),
});
