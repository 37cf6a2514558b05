/**
 * Activations whose second derivatives are right. TensorFlow.js 4.22 gives
 * wrong ones for kernels that save their output (tanh, sigmoid), and none for
 * leaky ReLU. Values and first derivatives are the same; the backward pass
 * costs one more evaluation.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs-core";

/** A function with the derivative that it is given. */
function withDerivative(
  value: (x: tf.Tensor) => tf.Tensor,
  derivative: (x: tf.Tensor) => tf.Tensor,
): (x: tf.Tensor) => tf.Tensor {
  const custom = tf.customGrad((x, save) => {
    (save as tf.GradSaveFunc)([x as tf.Tensor]);
    return {
      value: value(x as tf.Tensor),
      // Saved inputs, unlike saved outputs, stay connected to what they come from.
      gradFunc: (dy: tf.Tensor, [saved]: tf.Tensor[]) =>
        tf.mul(dy, derivative(saved!)),
    };
  });
  return (x) => custom(x);
}

/** Hyperbolic tangent. */
export function tanh(x: tf.Tensor): tf.Tensor {
  return withDerivative(
    tf.tanh,
    (at) => tf.sub(1, tf.square(tanh(at))),
  )(x);
}

/** 1 / (1 + e^−x). */
export function sigmoid(x: tf.Tensor): tf.Tensor {
  return withDerivative(tf.sigmoid, (at) => {
    const y = sigmoid(at);
    return tf.mul(y, tf.sub(1, y));
  })(x);
}

/** x above zero, `slope` · x below. */
export function leakyRelu(x: tf.Tensor, slope: number): tf.Tensor {
  return withDerivative(
    (at) => tf.leakyRelu(at, slope),
    (at) => tf.step(at, slope),
  )(x);
}

/**
 * x · Φ(x) with the normal law's distribution Φ. The derivative is Φ(x) + x · φ(x)
 * with its density φ: five passes over x less than the derivatives of each
 * operator.
 *
 * Source: Hendrycks and Gimpel, "Gaussian Error Linear Units", 2016.
 */
export function gelu(x: tf.Tensor): tf.Tensor {
  return withDerivative(
    (at) => tf.mul(at, below(at)),
    (at) => {
      const density = tf.mul(
        tf.exp(tf.mul(at, tf.mul(at, -0.5))),
        1 / Math.sqrt(2 * Math.PI),
      );
      return tf.add(below(at), tf.mul(at, density));
    },
  )(x);
}

/** Φ(x) */
function below(x: tf.Tensor): tf.Tensor {
  return tf.add(tf.mul(tf.erf(tf.mul(x, Math.SQRT1_2)), 0.5), 0.5);
}
