import * as tf from "@tensorflow/tfjs-core";
import { layer, type LayerData } from "./layer.ts";
import { layerNorm } from "./layer_norm.ts";

/** Layers beside a shortcut, steered by what the network is given besides. */
export interface Modulated<L extends LayerData = LayerData> {
  /** Which layer this is. */
  readonly type: "modulated";
  /** Name of what steers them, `[batch, n]`. */
  readonly by: string;
  /** What is added, after its input was normalised, scaled and shifted. */
  readonly body: readonly L[];
}

/**
 * x + gate · body((1 + scale) · norm(x) + shift), with scale, shift and gate from
 * what steers; all start at zero, so that the layer starts as the identity.
 */
export const modulated = layer<Modulated>({
  type: "modulated",
  source:
    "Peebles and Xie, Scalable diffusion models with transformers, 2023, adaLN-Zero",
  apply(cx, x, { by, body }) {
    const dim = x.shape.at(-1)!;
    const steering = cx.apply("steering", [
      { type: "silu" },
      { type: "dense", units: 3 * dim, scale: 0 } as LayerData,
    ], cx.given(by));
    const ones = x.shape.slice(1, -1).map(() => 1);
    const [shift, scale, gate] = tf.split(steering, 3, 1).map((part) =>
      tf.reshape(part, [x.shape[0]!, ...ones, dim])
    ) as [tf.Tensor, tf.Tensor, tf.Tensor];
    const normal = layerNorm.apply(cx, x, { type: "layerNorm", affine: false });
    const steered = tf.add(tf.mul(normal, tf.add(scale, 1)), shift);
    return tf.add(x, tf.mul(gate, cx.apply("body", body, steered)));
  },
});
