import { optional } from "../../lib/dsl/kind.ts";
import { ImageFeatures, SampleFeatures, Scores } from "../kinds.ts";

/**
 * Inputs of every score of samples: `reference` is held out. With `train`,
 * training images are scored in the samples' place: the noise floor.
 */
export const scoreInputs = {
  samples: SampleFeatures,
  reference: ImageFeatures,
  train: optional(ImageFeatures),
};

/** Outputs of every score. */
export const scoreOutputs = { scores: Scores };
