import * as tf from "@tensorflow/tfjs-core";
import { crossEntropy } from "../losses/cross_entropy.ts";

/**
 * Mean cross-entropy of tokens, in nats a token, each told from those before it.
 *
 * @param odds Logits `[batch, length, vocabulary]` for tokens `[batch, length]`
 * @param tokens `[batch, …]`, whole numbers below `vocabulary`
 */
export function tokenLoss(
  odds: (tokens: tf.Tensor) => tf.Tensor,
  tokens: tf.Tensor,
  vocabulary: number,
): tf.Scalar {
  const batch = tokens.shape[0]!;
  const flat = tf.reshape(tokens, [batch, -1]) as tf.Tensor2D;
  const length = flat.shape[1];
  const before = tf.concat([
    tf.fill([batch, 1], vocabulary),
    tf.slice(flat, [0, 0], [batch, length - 1]),
  ], 1);
  const logits = tf.reshape(odds(before), [batch * length, vocabulary]);
  const labels = tf.cast(tf.reshape(flat, [batch * length]), "int32");
  return crossEntropy(logits, labels);
}
