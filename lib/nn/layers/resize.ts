import type * as tf from "@tensorflow/tfjs-core";
import { resizeImages } from "../imported/resize.ts";
import { imageOf, layer } from "./layer.ts";

/** Resamples images: linear, smoothed where they shrink. */
export interface Resize {
  /** Which layer this is. */
  readonly type: "resize";
  /** Rows of the result. */
  readonly height: number;
  /** Columns of the result. */
  readonly width: number;
}

/** No parameters. */
export const resize = layer<Resize>({
  type: "resize",
  apply(_, x, { height, width }) {
    imageOf("resize", x);
    return resizeImages(x as tf.Tensor4D, [height, width]);
  },
});
