import { optional } from "../../lib/dsl/kind.ts";
import { Classifier, Images, Samples, Scores } from "../kinds.ts";

/**
 * Inputs of every score of samples: `reference` is held out, `features` the
 * extractor. With `train`, real images are scored against the reference in
 * the samples' place: the noise floor.
 */
export const scoreInputs = {
  samples: Samples,
  reference: Images,
  features: Classifier,
  train: optional(Images),
};

/** Outputs of every score. */
export const scoreOutputs = { scores: Scores };
