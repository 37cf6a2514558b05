import * as tf from "@tensorflow/tfjs-core";

/** Name of a loss pair. */
export type GanLoss = "hinge" | "nonSaturating" | "wasserstein";

/**
 * Loss of the critic, to be minimised.
 *
 * Sources: hinge, Lim and Ye 2017; non-saturating, Goodfellow et al. 2014;
 * Wasserstein, Arjovsky et al. 2017.
 *
 * @param loss Which loss
 * @param logits Critic outputs on real and on generated images, `[batch, 1]`
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs-core";
 * import { useEngine } from "../../tensor/mod.ts";
 * import { criticLoss } from "./gan_loss.ts";
 *
 * await useEngine("cpu");
 * const loss = criticLoss("hinge", {
 *   real: tf.tensor2d([[0.5]]),
 *   fake: tf.tensor2d([[-2]]),
 * });
 * console.assert(loss.dataSync()[0] === 0.5);
 * ```
 */
export function criticLoss(
  loss: GanLoss,
  logits: { readonly real: tf.Tensor; readonly fake: tf.Tensor },
): tf.Scalar {
  const { real, fake } = logits;
  switch (loss) {
    case "hinge":
      return tf.add(
        tf.mean(tf.relu(tf.sub(1, real))),
        tf.mean(tf.relu(tf.add(1, fake))),
      );
    case "nonSaturating":
      return tf.add(
        tf.mean(tf.softplus(tf.neg(real))),
        tf.mean(tf.softplus(fake)),
      );
    case "wasserstein":
      return tf.sub(tf.mean(fake), tf.mean(real));
    default:
      return loss satisfies never;
  }
}

/**
 * Loss of the generator, to be minimised.
 *
 * @param loss Which loss
 * @param fake Critic outputs on generated images, `[batch, 1]`
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs-core";
 * import { useEngine } from "../../tensor/mod.ts";
 * import { generatorLoss } from "./gan_loss.ts";
 *
 * await useEngine("cpu");
 * const loss = generatorLoss("hinge", tf.tensor2d([[1], [3]]));
 * console.assert(loss.dataSync()[0] === -2);
 * ```
 */
export function generatorLoss(loss: GanLoss, fake: tf.Tensor): tf.Scalar {
  switch (loss) {
    case "hinge":
    case "wasserstein":
      return tf.neg(tf.mean(fake));
    case "nonSaturating":
      return tf.mean(tf.softplus(tf.neg(fake)));
    default:
      return loss satisfies never;
  }
}
