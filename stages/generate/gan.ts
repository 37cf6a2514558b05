import { z } from "zod";
import { defineStage } from "../../lib/dsl/stage.ts";
import { optional } from "../../lib/dsl/kind.ts";
import {
  Extractor,
  Generator,
  Images,
  Latents,
  Prior,
  Scores,
  Table,
} from "../kinds.ts";
import { batch, seed, steps, width } from "../encode/_config.ts";
import { pairs } from "./_pairs_config.ts";
import { refuseSmallBudget } from "./_stop_budget.ts";
import { stop } from "./_stop_config.ts";

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
 * (`stop`), at most for `steps`, its budget: at steps a factor √2 apart, images
 * of codes from `prior` are compared with some of `heldOut` by kernel distance,
 * in the features of `judge`, by default small untrained networks that are the
 * same for all generators. The generator that comes out is that of the
 * checkpoint with the least distance; `curve` has them all, and `scores` say how
 * training ended: `stoppedAt`, `atBudget` (1 if it was not shown to be done
 * when its steps ran out), `falling` (what the last doubling gained), `chosenAt`,
 * `chosenDistance`, and what it took, `steps` and `trainingFlops`. To choose
 * among checkpoints is not to teach: `judge` may judge the samples afterwards,
 * like any extractor, though others are less partial.
 *
 * @throws {RangeError} when codes, images, prior and settings do not fit
 */
export const gan = defineStage({
  name: "generate.gan",
  version: 6,
  summary: "Trains a generator of a given width, on pairs or against a critic",
  source:
    "Radford et al., ICLR 2016; Miyato et al., Spectral normalization, ICLR 2018; for pairs Isola et al., CVPR 2017; for the end of training Prechelt, Early stopping — but when?, 1998",
  config: z.object({
    width: width(16, "Channels before the last layer: the generator's size"),
    criticWidth: width(16, "Channels of the critic's first layer"),
    loss: z.enum(["hinge", "nonSaturating"]).default("hinge"),
    steps: steps(1200).describe(
      "Training steps; with 'heldOut' the budget: the most before 'stop.beyond'",
    ),
    batch,
    rate: z.number().positive().default(1e-3).describe(
      "Step size of the generator's Adam",
    ),
    criticRate: z.number().positive().default(1e-3).describe(
      "Step size of the critic's Adam",
    ),
    widthPower: z.number().min(0).max(1).default(0).describe(
      "Power of 16 / width that both step sizes are multiplied with; 0 for the same at every width",
    ),
    beta1: z.number().min(0).max(0.999).default(0.5).describe(
      "Decay of Adam's first moment",
    ),
    ema: z.number().min(0).max(1).default(0.999).describe(
      "Decay of the averaged weights",
    ),
    pairs,
    stop,
    seed,
  }),
  inputs: {
    images: Images,
    prior: Prior,
    latents: optional(Latents),
    extractor: optional(Extractor),
    heldOut: optional(Images),
    judge: optional(Extractor),
  },
  outputs: { generator: Generator, scores: Scores, curve: Table },
  random: true,
  tensors: true,
  resources: { gpu: 1 / 2 },
  refuse: (planned) => Promise.resolve(refuseSmallBudget(planned)),
  run: async (args) => (await import("./_train_gan.ts")).trainGan(args),
});
