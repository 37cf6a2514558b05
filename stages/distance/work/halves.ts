import { takeRows } from "../../../lib/nn/learn/batches.ts";
import type { Random } from "../../../lib/stats/random.ts";
import type { ImageSet } from "../../kinds/mod.ts";

/** Images without what they are called. */
export type Pixels = Pick<ImageSet, "pixels" | "shape">;

/** Rows of a set in two random halves of one size. */
export interface Halves {
  /** Rows that a critic is trained on. */
  readonly trained: Int32Array;
  /** Rows that it is judged on. */
  readonly judged: Int32Array;
}

/** `count` images drawn without replacement; files are often sorted. */
export function drawImages(
  images: Pixels,
  { count, stream }: { readonly count: number; readonly stream: Random },
): Pixels {
  const [all, ...shape] = images.shape;
  const rows = stream.permutation(all).subarray(0, count);
  return {
    pixels: takeRows(images.pixels, rows, images.pixels.length / all),
    shape: [count, ...shape],
  };
}

/** Two random halves of `count` rows, equal: of an odd number one is left out. */
export function drawHalves(count: number, stream: Random): Halves {
  const half = Math.floor(count / 2);
  const order = stream.permutation(count);
  return {
    trained: order.slice(0, half),
    judged: order.slice(half, 2 * half),
  };
}
