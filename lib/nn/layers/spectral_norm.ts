import * as tf from "@tensorflow/tfjs-core";
import { unit } from "../functions/unit.ts";
import { stopGradient } from "../functions/stop_gradient.ts";
import { type Cx, layer, type LayerData } from "./layer.ts";

/** A layer whose kernel is divided by its largest singular value. */
export interface SpectralNorm<L extends LayerData = LayerData> {
  /** Which layer this is. */
  readonly type: "spectralNorm";
  /** It has one parameter `kernel`. */
  readonly of: L;
}

/** Cell `u`, `[1, outputs]`: one power iteration a step while training. */
export const spectralNorm = layer<SpectralNorm>({
  type: "spectralNorm",
  source:
    "Miyato et al., Spectral normalization for GANs, ICLR 2018, algorithm 1",
  cells: ["u"],
  apply: (cx, x, { of }) =>
    cx.within(
      of,
      x,
      (name, parameter) =>
        name === "kernel" ? divided(cx, parameter) : parameter,
    ),
});

function divided(cx: Cx, kernel: tf.Tensor): tf.Tensor {
  const outputs = kernel.shape.at(-1)!;
  const matrix = tf.reshape(kernel, [-1, outputs]) as tf.Tensor2D;
  const u = cx.cell("u", [1, outputs], { deviation: 1 });
  const fixed = stopGradient(matrix) as tf.Tensor2D;
  const left = unit(tf.matMul(fixed, u.value as tf.Tensor2D, false, true));
  const right = cx.training
    ? unit(tf.matMul(left as tf.Tensor2D, fixed, true, false))
    : u.value;
  u.set(right);
  const row = tf.matMul(left as tf.Tensor2D, matrix, true, false);
  return tf.div(kernel, tf.sum(tf.mul(row, right)));
}
