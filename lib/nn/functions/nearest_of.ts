import * as tf from "@tensorflow/tfjs-core";

/** Number of the nearest row of a book, for each row. */
export function nearestOf(rows: tf.Tensor2D, book: tf.Tensor): tf.Tensor1D {
  const products = tf.matMul(rows, book as tf.Tensor2D, false, true);
  const lengths = tf.sum(tf.square(book), 1);
  return tf.argMin(tf.sub(lengths, tf.mul(products, 2)), 1) as tf.Tensor1D;
}
