import { anySplit, optional } from "../../lib/dsl/kind.ts";
import { defineStage } from "../../lib/dsl/stage.ts";
import { Images, Samples, Scores } from "../kinds/mod.ts";
import { criticConfig } from "./config.ts";

/**
 * The latent–data distance in GAN form, D = sup over critics f of
 * E f(x) − E f(g(z)), at a trained generator g, bounded from below. Fresh
 * critics, which the generator has never seen, are trained on one half of
 * held-out images and of samples; the value is their mean difference on the
 * other halves. Each critic has its own initial weights, batches and halves,
 * and the 95 % interval covers images and critics. The critics are spectrally
 * normalised, so their slope is bounded and values of one critic size are
 * comparable. A size is no supremum: what its critics cannot see, they do not
 * measure.
 *
 * With `train`, real images take the samples' place in equal number, before
 * critics of the same seeds: `noiseFloor[width]`. Of a perfect generator the
 * `adversarial[width] excess`, distance less floor, has 0 in its interval in
 * about 95 % of cases. `diverged[width]` counts trainings that ended early.
 *
 * `distance.noiseFloor` is the same estimate between two sets of real images.
 *
 * @throws {RangeError} when there are fewer than 4 images on a side, or their
 * shapes differ
 */
export const adversarial = defineStage({
  name: "distance.adversarial",
  version: 4,
  summary: "Measures the distance between samples and images by fresh critics",
  source: "Hu et al., arXiv 2307.08283, section 3; Arora et al., ICML 2017",
  config: criticConfig,
  inputs: {
    samples: anySplit(Samples),
    reference: anySplit(Images),
    train: optional(anySplit(Images)),
  },
  outputs: { scores: Scores },
  random: true,
  tensors: true,
  resources: { gpu: 1 / 2 },
  run: async (args) =>
    (await import("./work/measure_adversarial.ts")).measureAdversarial({
      name: "adversarial",
      ...args,
    }),
});
