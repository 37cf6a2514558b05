import { anySplit } from "../../lib/dsl/kind.ts";
import { defineStage } from "../../lib/dsl/stage.ts";
import { simclr } from "../encode/simclr.ts";
import { Extractor, Images, Scores } from "../kinds/mod.ts";

/**
 * A feature extractor that learned from images alone, as `encode.simclr` does
 * and with its settings, but from random numbers of its own: no latent of the
 * same pipeline shares a seed with it.
 *
 * `images` are for it alone: neither encoders nor generators were trained on
 * them, and no score compares with them. `seen` is what those were trained on;
 * images that are in both are counted, and more than one in a hundred refused.
 *
 * @throws {RangeError} when too many images are in both
 */
export const ssl = defineStage({
  name: "score.ssl",
  version: 3,
  summary: "Trains a feature extractor on images without labels",
  source: "Chen et al., A simple framework for contrastive learning, ICML 2020",
  config: simclr.spec.config,
  inputs: { images: Images, seen: anySplit(Images) },
  outputs: { extractor: Extractor, scores: Scores },
  random: true,
  tensors: true,
  resources: { threads: 2, gpu: 1 / 2 },
  run: async (args) => (await import("./work/train_ssl.ts")).trainSsl(args),
});
