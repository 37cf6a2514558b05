import * as tf from "@tensorflow/tfjs-core";
import { nearestOf } from "../functions/nearest_of.ts";
import { stopGradient } from "../functions/stop_gradient.ts";
import { layer } from "./layer.ts";

/** Each vector becomes the nearest of a book that follows them. */
export interface VectorQuantizer {
  /** Which layer this is. */
  readonly type: "vectorQuantizer";
  /** Vectors in the book. */
  readonly codes: number;
  /** Share of the old in the book's moving averages. Default 0.99. */
  readonly decay?: number;
  /** Weight of the distance of vectors from theirs. Default 0.25. */
  readonly commitment?: number;
}

/** Uses of a code, as moving averages count them, below which it moves. */
const DEAD = 0.01;

/**
 * Cells `book`, `sums` `[codes, dim]` and `uses` `[codes]`. Gradients pass as if
 * nothing were quantised. Codes that are hardly used move onto vectors of the
 * batch, each onto one of its own. Reports `commitment`, which belongs into the
 * loss, and `perplexity`.
 */
export const vectorQuantizer = layer<VectorQuantizer>({
  type: "vectorQuantizer",
  source:
    "van den Oord et al., Neural discrete representation learning, 2017, appendix A.1; revival: Dhariwal et al., Jukebox, 2020, section 3.1",
  cells: ["book", "sums", "uses"],
  apply(cx, x, { codes, decay = 0.99, commitment = 0.25 }) {
    const dim = x.shape.at(-1)!;
    const book = cx.cell("book", [codes, dim], { deviation: 1 });
    const sums = cx.cell("sums", [codes, dim], 0);
    const uses = cx.cell("uses", [codes], 0);
    const flat = tf.reshape(x, [-1, dim]) as tf.Tensor2D;
    const fixed = stopGradient(flat) as tf.Tensor2D;
    const nearest = tf.oneHot(
      nearestOf(fixed, book.value),
      codes,
      1,
      0,
      "float32",
    );
    const found = tf.reshape(
      tf.matMul(nearest as tf.Tensor2D, book.value as tf.Tensor2D),
      x.shape,
    );
    const used = tf.sum(nearest, 0);
    cx.report(
      "commitment",
      tf.mul(tf.mean(tf.square(tf.sub(x, stopGradient(found)))), commitment),
    );
    const share = tf.div(used, flat.shape[0]);
    cx.report(
      "perplexity",
      tf.exp(tf.neg(tf.sum(tf.mul(share, tf.log(tf.add(share, 1e-10)))))),
    );
    if (cx.training) {
      const blend = (old: tf.Tensor, now: tf.Tensor) =>
        tf.add(tf.mul(old, decay), tf.mul(now, 1 - decay));
      const count = blend(uses.value, used);
      const sum = blend(
        sums.value,
        tf.matMul(nearest as tf.Tensor2D, fixed, true, false),
      );
      const dead = tf.reshape(tf.cast(tf.less(count, DEAD), "float32"), [
        codes,
        1,
      ]);
      const alive = tf.sub(1, dead);
      const others = rowsFor(fixed, codes);
      const mean = tf.div(sum, tf.reshape(tf.maximum(count, DEAD), [codes, 1]));
      const pick = (a: tf.Tensor, b: tf.Tensor) =>
        tf.add(tf.mul(a, alive), tf.mul(b, dead));
      book.set(pick(mean, others));
      sums.set(pick(sum, others));
      uses.set(tf.reshape(
        pick(tf.reshape(count, [codes, 1]), tf.ones([codes, 1])),
        [codes],
      ));
    }
    return tf.add(x, stopGradient(tf.sub(found, x)));
  },
});

/** A row for each code: all in turn, again and again where there are too few. */
function rowsFor(rows: tf.Tensor2D, codes: number): tf.Tensor {
  const places = Int32Array.from(
    { length: codes },
    (_, i) => i % rows.shape[0],
  );
  return tf.gather(rows, tf.tensor1d(places, "int32"));
}
