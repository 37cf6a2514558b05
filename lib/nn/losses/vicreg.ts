import * as tf from "@tensorflow/tfjs-core";
import { meanSquaredError } from "./mean_squared_error.ts";

/** Weights of the three parts. */
export interface VicregWeights {
  /** Of the distance between two views. */
  readonly invariance: number;
  /** Of what each coordinate's deviation lacks to one. */
  readonly variance: number;
  /** Of the squared covariances between coordinates. */
  readonly covariance: number;
}

/** Added to a variance under its root. */
const LEAST = 1e-4;

/**
 * Two views of an image are to be near, each coordinate is to vary, and no two
 * are to vary together.
 *
 * Source: Bardes, Ponce and LeCun, "VICReg", ICLR 2022, equations 1 to 6.
 *
 * @param a Projections of the first views, `[n, dim]`
 * @param b Projections of the second views, `[n, dim]`
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs-core";
 * import { useEngine } from "../../tensor/mod.ts";
 * import { vicreg } from "./vicreg.ts";
 *
 * await useEngine("cpu");
 * const views = tf.tensor2d([[1], [-1]]);
 * const loss = vicreg(views, tf.zeros([2, 1]), {
 *   invariance: 1,
 *   variance: 0,
 *   covariance: 0,
 * });
 * console.assert(loss.dataSync()[0] === 1);
 * ```
 */
export function vicreg(
  a: tf.Tensor,
  b: tf.Tensor,
  { invariance, variance, covariance }: VicregWeights,
): tf.Scalar {
  const [first, second] = [spread(a), spread(b)];
  return tf.add(
    tf.mul(invariance, meanSquaredError(a, b)),
    tf.add(
      tf.mul(variance, tf.add(first.lack, second.lack)),
      tf.mul(covariance, tf.add(first.shared, second.shared)),
    ),
  );
}

/** What deviations lack, and what coordinates share. */
function spread(z: tf.Tensor): { lack: tf.Tensor; shared: tf.Tensor } {
  const [count, dim] = z.shape as [number, number];
  const centred = tf.sub(z, tf.mean(z, 0, true)) as tf.Tensor2D;
  const products = tf.div(
    tf.matMul(centred, centred, true, false),
    count - 1,
  );
  const eye = tf.eye(dim);
  const variances = tf.sum(tf.mul(products, eye), 1);
  const apart = tf.mul(products, tf.sub(1, eye));
  return {
    lack: tf.div(
      tf.mean(tf.relu(tf.sub(1, tf.sqrt(tf.add(variances, LEAST))))),
      2,
    ),
    shared: tf.div(tf.sum(tf.square(apart)), dim),
  };
}
