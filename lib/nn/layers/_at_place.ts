import * as tf from "@tensorflow/tfjs-core";

/** The row of a table, `[length, dim]`, at a place, as `[1, dim]`. */
export function atPlace(table: tf.Tensor, place: tf.Tensor): tf.Tensor {
  return tf.matMul(
    tf.reshape(place, [1, place.size]) as tf.Tensor2D,
    table as tf.Tensor2D,
  );
}
