import { z } from "zod";
import { batch, seed, steps, width } from "../encode/config.ts";
import { defineGenerator } from "../roles/generator.ts";
import { DRAWN } from "../roles/generator_spec.ts";
import { ganSettings } from "./gan_config.ts";
import { pairs } from "./pairs_config.ts";
import { stop } from "./stop_config.ts";

/**
 * A DCGAN whose size is `width`: trained on codes of a prior against a critic
 * with spectral norm. The generator that comes out has averaged weights, and
 * batch statistics measured anew with them. Divergence ends the training early
 * and is recorded; it is a result, not a failure.
 *
 * With `latents`, the codes of `images` row by row, each code is trained towards
 * its own image (`pairs`), which codes of a normal law cannot offer; a code that
 * is longer in `prior` is filled up with that prior's noise. Samples are drawn
 * from `prior` in any case, so it should be a law fitted to the same codes.
 *
 * Small generators need larger steps than large ones: where widths are compared,
 * `widthPower: 0.5` with step sizes of 0.002 was fair to widths from 2 to 32
 * (`pipelines/results/step_sizes`).
 *
 * With `heldOut`, validation images, it is trained until that stops to help
 * (`stop`), at most for `steps`, its budget: at steps a factor √2 apart, images of
 * codes from `prior` are compared with some of `heldOut` by kernel distance, in the
 * features of `judge`, by default small untrained networks that are the same for
 * all generators. The checkpoint with the least distance comes out; `curve` has
 * them all, and `scores` say how training ended: `stoppedAt`, `atBudget` (1 if it
 * was not shown to be done when its steps ran out), `falling` (what the last
 * doubling gained), `chosenAt`, `chosenDistance`. To choose among checkpoints is
 * not to teach: `judge` may judge the samples, though others are less partial.
 *
 * @throws {RangeError} when codes, images, prior and settings do not fit
 */
export const gan = defineGenerator({
  name: "generate.gan",
  version: 7,
  summary: "Trains a generator of a given width, on pairs or against a critic",
  source:
    "Radford et al., ICLR 2016; Miyato et al., Spectral normalization, ICLR 2018; for pairs Isola et al., CVPR 2017; for the end of training Prechelt, Early stopping — but when?, 1998",
  config: z.object({
    width: width(16, "Channels before the last layer: the generator's size"),
    ...ganSettings,
    steps: steps(1200).describe(
      "Training steps; with 'heldOut' the budget: the most before 'stop.beyond'",
    ),
    batch,
    pairs,
    stop,
    seed,
  }),
  inputs: DRAWN,
  learner({ nn, config, image, code, pairs }) {
    const scale = nn.widthScale(config.width, config.widthPower);
    return nn.ganLearner({
      ...config,
      generator: nn.decoderOf(code, { image, width: config.width }),
      critic: nn.dcganCritic(image, { width: config.criticWidth }),
      rate: config.rate * scale,
      criticRate: config.criticRate * scale,
      pairs,
    });
  },
  keep: "averaged",
  stepFlops: ({ nn, learner, pairs }) => nn.ganFlops(learner.nets, pairs),
});
