import { anySplit } from "../../lib/dsl/kind.ts";
import { defineStage } from "../../lib/dsl/stage.ts";
import { Images, Samples, Scores } from "../kinds.ts";
import { criticConfig } from "./_config.ts";

/**
 * The latent–data distance in GAN form, D = sup over critics f of
 * E f(x) − E f(g(z)), at a trained generator g. A fresh critic, which the
 * generator has never seen, is trained on one half of held-out images and of
 * samples; the value is its mean difference on the other halves, with a
 * bootstrap interval. The critics are spectrally normalised, so their slope is
 * bounded and values of one critic size are comparable.
 *
 * `distance.noiseFloor` is the same estimate between two sets of real images.
 */
export const adversarial = defineStage({
  name: "distance.adversarial",
  version: 1,
  summary: "Measures the distance between samples and images by a fresh critic",
  source: "Hu et al., arXiv 2307.08283, section 3; Arora et al., ICML 2017",
  config: criticConfig,
  inputs: { samples: anySplit(Samples), reference: anySplit(Images) },
  outputs: { scores: Scores },
  random: true,
  tensors: true,
  run: async (args) =>
    (await import("./_measure_adversarial.ts")).measureAdversarial({
      name: "adversarial",
      ...args,
    }),
});
