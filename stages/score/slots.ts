import { anySplit, optional } from "../../lib/dsl/kind.ts";
import { ImageFeatures, SampleFeatures, Scores } from "../kinds/mod.ts";

/**
 * Inputs of every score of samples: `reference` is held out. With `train`,
 * training images are scored in the samples' place: the noise floor.
 */
export const scoreInputs = {
  samples: anySplit(SampleFeatures),
  reference: anySplit(ImageFeatures),
  train: optional(anySplit(ImageFeatures)),
};

/** Outputs of every score. */
export const scoreOutputs = { scores: Scores };
