import * as tf from "@tensorflow/tfjs-core";
import { layer, misfit } from "./layer.ts";

/** A product with a matrix, of a vector or of each vector of a sequence. */
export interface Dense {
  /** Which layer this is. */
  readonly type: "dense";
  /** Length of the result. */
  readonly units: number;
  /** Whether a vector is added. Default true. */
  readonly bias?: boolean;
  /** Deviation at the start as a share of He's. Default 1; 0 starts at zero. */
  readonly scale?: number;
}

/** Kernels start by He's normal law, N(0, 2 / fan-in). */
export const dense = layer<Dense>({
  type: "dense",
  source:
    "He et al., Delving Deep into Rectifiers, ICCV 2015, equation 10 (start)",
  apply(cx, x, { units, bias = true, scale = 1 }) {
    const inputs = x.shape.at(-1)!;
    if (x.rank !== 2 && x.rank !== 3) {
      throw misfit("dense", "a vector", x.shape.slice(1));
    }
    if (x.rank === 2) cx.seen(x);
    const kernel = cx.param("kernel", [inputs, units], {
      deviation: scale * Math.sqrt(2 / inputs),
    });
    const rows = tf.reshape(x, [-1, inputs]);
    const product = tf.matMul(
      (x.rank === 2 ? x : rows) as tf.Tensor2D,
      kernel as tf.Tensor2D,
    );
    const sum = bias ? tf.add(product, cx.param("bias", [units])) : product;
    return x.rank === 2 ? sum : tf.reshape(sum, [x.shape[0]!, -1, units]);
  },
});
