import * as tf from "@tensorflow/tfjs-core";
import { layer } from "./layer.ts";

/** Puts what the network is given besides its input after each vector. */
export interface Beside {
  /** Which layer this is. */
  readonly type: "beside";
  /** Name of what is given, `[batch, n]`. */
  readonly of: string;
}

/** `[batch, dim]` to `[batch, dim + n]`. */
export const beside = layer<Beside>({
  type: "beside",
  apply: (cx, x, { of }) => tf.concat([x, cx.given(of)], -1),
});
