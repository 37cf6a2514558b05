import * as tf from "@tensorflow/tfjs-core";
import { batchNorm as normalize } from "../functions/batch_norm.ts";
import { VARIANCE_EPSILON } from "../functions/epsilon.ts";
import { type Cell, layer } from "./layer.ts";

/** Normalises each channel by the batch, or by moments that were kept. */
export interface BatchNorm {
  /** Which layer this is. */
  readonly type: "batchNorm";
}

/** Share of a batch's moments that enters those that are kept, each step. */
export const MOMENTUM = 0.1;

/** Parameters `gamma` and `beta`, cells `mean` and `variance`, `[channels]`. */
export const batchNorm = layer<BatchNorm>({
  type: "batchNorm",
  source: "Ioffe and Szegedy, Batch Normalization, ICML 2015, algorithm 1",
  cells: ["mean", "variance"],
  apply(cx, x) {
    const shape = [x.shape.at(-1)!];
    const [gamma, beta] = [
      cx.param("gamma", shape, 1),
      cx.param("beta", shape),
    ];
    const [mean, variance] = [
      cx.cell("mean", shape),
      cx.cell("variance", shape, 1),
    ];
    if (!cx.training) {
      const scale = tf.mul(
        gamma,
        tf.rsqrt(tf.add(variance.value, VARIANCE_EPSILON)),
      );
      const shift = tf.sub(beta, tf.mul(mean.value, scale));
      return tf.add(tf.mul(x, scale), shift);
    }
    const normal = normalize(x, { gamma, beta });
    blend(mean, normal.mean);
    blend(variance, normal.variance);
    return normal.output;
  },
});

function blend(cell: Cell, current: tf.Tensor): void {
  cell.set(
    tf.add(tf.mul(cell.value, 1 - MOMENTUM), tf.mul(current, MOMENTUM)),
  );
}
