import { z } from "zod";
import { defineStage } from "../../lib/dsl/stage.ts";
import { Extractor, Images, Scores } from "../kinds/mod.ts";
import { batch, rate, seed, steps, width } from "../encode/config.ts";

/**
 * A small convolutional classifier trained on the labels of the data: the
 * feature extractor of the scores. Its accuracy on held-out images is stated,
 * for a feature space is only as good as what it tells apart. With fewer than
 * 1,000 images of a class it may turn the order of generators round: the log
 * says so, and its facts (`perClass`, `fewLabels`) do. A run that needs one for
 * pictures of a folder without classes is refused before anything runs.
 *
 * @throws {TypeError} when the images have no labels, or are all of one class
 */
export const classifier = defineStage({
  name: "score.classifier",
  version: 4,
  summary: "Trains the classifier whose features the scores compare",
  config: z.object({
    width: width(16, "Channels of the first layer"),
    features: width(64, "Units of the feature layer"),
    steps: steps(800),
    batch: batch.default(128),
    rate,
    seed,
  }),
  inputs: { images: Images, heldOut: Images },
  outputs: { classifier: Extractor, scores: Scores },
  random: true,
  tensors: true,
  resources: { threads: 2, gpu: 1 / 2 },
  refuse: async (planned) =>
    (await import("./work/need_labels.ts")).refuseUnlabelled(planned),
  run: async (args) =>
    (await import("./work/train_classifier.ts")).trainClassifier(args),
});
