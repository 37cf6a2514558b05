import * as tf from "@tensorflow/tfjs-core";
import { type Cx, layer } from "./layer.ts";

/** Drops while training, and makes what is kept as much larger. */
interface Dropping<T extends string> {
  /** Which layer this is. */
  readonly type: T;
  /** Probability of being dropped, in [0, 1). */
  readonly rate: number;
}

/** Each element for itself. */
export type Dropout = Dropping<"dropout">;
/** Whole channels of an image, or units of a vector. */
export type ChannelDropout = Dropping<"channelDropout">;
/** Whole vectors of a sequence. */
export type TokenDropout = Dropping<"tokenDropout">;

const SOURCE = "Srivastava et al., Dropout, JMLR 2014";

/** Each element for itself. */
export const dropout = layer<Dropout>({
  type: "dropout",
  source: SOURCE,
  apply: (cx, x, { rate }) => drop(cx, x, { rate, shape: x.shape.slice(1) }),
});

/** Whole channels. */
export const channelDropout = layer<ChannelDropout>({
  type: "channelDropout",
  source: "Tompson et al., CVPR 2015, section 3.2",
  apply(cx, x, { rate }) {
    const ones = x.shape.slice(1, -1).map(() => 1);
    return drop(cx, x, { rate, shape: [...ones, x.shape.at(-1)!] });
  },
});

/** Whole vectors of a sequence. */
export const tokenDropout = layer<TokenDropout>({
  type: "tokenDropout",
  source: SOURCE,
  apply: (cx, x, { rate }) => drop(cx, x, { rate, shape: [x.shape[1]!, 1] }),
});

function drop(
  cx: Cx,
  x: tf.Tensor,
  { rate, shape }: { readonly rate: number; readonly shape: readonly number[] },
): tf.Tensor {
  const mask = cx.noise("mask", shape, { rate });
  return !cx.training || mask === undefined ? x : tf.mul(x, mask);
}
