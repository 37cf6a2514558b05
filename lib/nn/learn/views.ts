import * as tf from "@tensorflow/tfjs-core";
import { randomResizedCrop } from "../../image/crop.ts";
import { random } from "../../stats/random.ts";
import { underPrefix, withPrefix } from "../../tensor/prefix.ts";
import { type Arrays, ndarray } from "../../tensor/array.ts";
import type { Tensors } from "../../tensor/tensors.ts";

/** How views of an image differ. */
export interface ViewOptions {
  /** Views at once. */
  readonly batch: number;
  /** Least and greatest relative area of a view. */
  readonly crop: readonly [number, number];
  /** Strength of brightness and contrast changes, in [0, 1]. */
  readonly jitter: number;
  /** Whether some are mirrored left to right. */
  readonly mirror: boolean;
}

/** Names of the two views. */
const VIEWS = ["a", "b"] as const;

/**
 * Random numbers that make two views of every image of a batch: resized crops with
 * changed brightness and contrast, and mirrored where that is wanted.
 *
 * Source: Chen et al., "A simple framework for contrastive learning", ICML 2020,
 * appendix A, without colour.
 *
 * @param at Seed, number of the step, and `size`, height and width of the images
 */
export function drawTwoViews(
  options: ViewOptions,
  at: { readonly seed: bigint; readonly index: number; readonly size: number },
): Arrays {
  return Object.assign(
    {},
    ...VIEWS.map((view) => withPrefix(`${view}/`, drawView(options, view, at))),
  ) as Arrays;
}

/**
 * The two views of a batch of square images.
 *
 * @param images `[batch, size, size, channels]` in [−1, 1]
 * @param data Of {@linkcode drawTwoViews}
 */
export function twoViews(
  images: tf.Tensor,
  data: Tensors,
): [tf.Tensor, tf.Tensor] {
  return VIEWS.map((view) => viewOf(images, underPrefix(`${view}/`, data))) as [
    tf.Tensor,
    tf.Tensor,
  ];
}

function drawView(
  { batch, crop, jitter, mirror }: ViewOptions,
  view: string,
  { seed, index, size }: Parameters<typeof drawTwoViews>[1],
): Arrays {
  const { rows, columns } = randomResizedCrop(
    random(seed, "crop", view, index),
    { batch, size, scale: crop },
  );
  const light = random(seed, "light", view, index);
  const contrast = light.uniform(
    new Float32Array(batch),
    1 - jitter,
    1 + jitter,
  );
  const brightness = light.uniform(new Float32Array(batch), -jitter, jitter);
  if (mirror) mirrorSome(columns, size, light.words(new Uint32Array(batch)));
  return {
    rows: ndarray(rows, [batch, 1, size, size]),
    columns: ndarray(columns, [batch, 1, size, size]),
    contrast: ndarray(contrast, [batch, 1, 1, 1]),
    brightness: ndarray(brightness, [batch, 1, 1, 1]),
  };
}

/** Reverses the output columns of every second matrix, at random. */
function mirrorSome(
  columns: Float32Array,
  size: number,
  words: Uint32Array,
): void {
  for (const [image, word] of words.entries()) {
    if (word < 0x80000000) continue;
    const start = image * size * size;
    for (let i = 0; i < size >> 1; i++) {
      const low = start + i * size;
      const high = start + (size - 1 - i) * size;
      const kept = columns.slice(low, low + size);
      columns.copyWithin(low, high, high + size);
      columns.set(kept, high);
    }
  }
}

function viewOf(images: tf.Tensor, view: Tensors): tf.Tensor {
  const planes = tf.transpose(images, [0, 3, 1, 2]);
  const cropped = tf.matMul(
    tf.matMul(view.rows as tf.Tensor4D, planes as tf.Tensor4D),
    view.columns as tf.Tensor4D,
    false,
    true,
  );
  const lit = tf.add(tf.mul(cropped, view.contrast!), view.brightness!);
  return tf.transpose(tf.clipByValue(lit, -1, 1), [0, 2, 3, 1]);
}
