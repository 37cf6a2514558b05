import { z } from "zod";
import { batch, rate, seed, steps, width } from "../encode/config.ts";
import { defineGenerator } from "../roles/generator.ts";
import { DECODED } from "../roles/generator_spec.ts";
import { stop } from "./stop_config.ts";

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
export const decoder = defineGenerator({
  name: "generate.decoder",
  version: 5,
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
  inputs: DECODED,
  learner: ({ nn, config: { width, rate }, image, code }) => ({
    nets: { decoder: nn.decoderOf(code, { image, width }) },
    phases: [{
      update: ["decoder"],
      optimiser: nn.adam({ rate }),
      loss: ({ net, data }) =>
        nn.meanSquaredError(
          net.decoder!(data.codes!),
          nn.toUnit(data.real!, "uint8"),
        ),
    }],
  }),
  keep: "decoder",
});
