import * as tf from "@tensorflow/tfjs-core";
import { NORM_EPSILON } from "../functions/epsilon.ts";
import { toTensor } from "../../tensor/tensors.ts";
import { applyNetwork } from "../network/apply.ts";
import type { Weighted } from "../network/run_network.ts";

/**
 * Squared distance between the features of two batches of images, as a share
 * of the squared length of the second's: 0 for equal features, 1 when they are
 * as far apart as nothing is from the target.
 *
 * Source: Johnson, Alahi and Fei-Fei, "Perceptual losses for real-time style
 * transfer", ECCV 2016, equation 2, with one feature vector an image.
 *
 * @param extractor A network with features: a classifier's are what its last
 * dense layer reads; its weights stay fixed
 * @param images `[batch, height, width, channels]` in [−1, 1]
 * @param targets The same shape
 */
export function perceptualError(
  extractor: Weighted,
  images: tf.Tensor,
  targets: tf.Tensor,
): tf.Scalar {
  const weights = Object.fromEntries(
    Object.entries(extractor.weights).map(([name, array]) => [
      name,
      toTensor(array),
    ]),
  );
  const see = (x: tf.Tensor) => {
    const { output, features } = applyNetwork(extractor.network, weights, x);
    return features ?? output;
  };
  const wanted = see(targets);
  const apart = tf.sum(tf.squaredDifference(see(images), wanted));
  return tf.div(apart, tf.add(tf.sum(tf.square(wanted)), NORM_EPSILON));
}
