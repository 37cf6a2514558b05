import * as tf from "@tensorflow/tfjs-core";
import { wavesOf } from "./_waves_of.ts";
import { layer, vectorOf } from "./layer.ts";

/** A number as sines and cosines of ever longer waves. */
export interface Waves {
  /** Which layer this is. */
  readonly type: "waves";
  /** Length of the result, even. */
  readonly dim: number;
  /** What the number is multiplied by first. Default 1000, for times in [0, 1]. */
  readonly scale?: number;
}

/** Of `[batch, 1]`: sines, then cosines. */
export const waves = layer<Waves>({
  type: "waves",
  source:
    "Ho et al., Denoising diffusion probabilistic models, 2020, appendix B",
  apply(_, x, { dim, scale = 1000 }) {
    vectorOf("waves", x);
    return wavesOf(tf.mul(x, scale), dim);
  },
});
