import { takeRows } from "../../../lib/nn/learn/batches.ts";
import { random } from "../../../lib/stats/random.ts";
import type { ImageSet } from "../../kinds/mod.ts";

/** At most `count` images, always the same ones, without their labels. */
export function someImages(images: ImageSet, count: number): ImageSet {
  const [all, height, width, channels] = images.shape;
  const rows = random(0n, "held out", all).permutation(all).subarray(0, count);
  return {
    pixels: takeRows(images.pixels, rows, height * width * channels),
    shape: [rows.length, height, width, channels],
    classes: [],
  };
}
