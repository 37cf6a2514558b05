import * as tf from "@tensorflow/tfjs-core";
import { atPlace } from "./_at_place.ts";
import { LONGEST } from "./_waves_of.ts";
import { type Decoding, layer, misfit, sequenceOf } from "./layer.ts";

/** Each vector of a sequence takes from the others what it asks for. */
export interface Attention {
  /** Which layer this is. */
  readonly type: "attention";
  /** Parts of the vectors that look each for itself, a divisor of their length. */
  readonly heads: number;
  /** Whether each sees only itself and those before it. Default false. */
  readonly causal?: boolean;
  /** Whether queries and keys are turned by their place. Default false. */
  readonly rotary?: boolean;
}

/** Far below any score. */
const NEVER = -1e9;

/** Parameters `qkv/kernel`, `qkv/bias`, `out/kernel`, `out/bias`. */
export const attention = layer<Attention>({
  type: "attention",
  source:
    "Vaswani et al., Attention is all you need, 2017; Su et al., RoFormer, 2021 (rotary)",
  apply(cx, x, { heads, causal = false, rotary = false }) {
    const [length, dim] = sequenceOf("attention", x);
    if (dim % heads !== 0) throw misfit("attention", `${heads} heads`, [dim]);
    const [batch, size] = [x.shape[0]!, dim / heads];
    const project = (name: string, from: tf.Tensor, units: number) =>
      tf.add(
        tf.matMul(
          tf.reshape(from, [batch * length, dim]) as tf.Tensor2D,
          cx.param(`${name}/kernel`, [dim, units], {
            deviation: Math.sqrt(1 / dim),
          }) as tf.Tensor2D,
        ),
        cx.param(`${name}/bias`, [units]),
      );
    const apart = tf.transpose(
      tf.reshape(project("qkv", x, 3 * dim), [batch, length, 3, heads, size]),
      [2, 0, 3, 1, 4],
    );
    const [q, k, v] = tf.unstack(apart) as [tf.Tensor, tf.Tensor, tf.Tensor];
    const { decoding } = cx;
    const place = decoding?.place;
    const whole = place?.size ?? length;
    const [query, key] = rotary
      ? [turned(q, whole, place), turned(k, whole, place)]
      : [q, k];
    if (decoding !== undefined && !causal) {
      throw misfit("attention", "'causal', to be made in turn", [length, dim]);
    }
    const kept = (name: string, now: tf.Tensor) =>
      decoding === undefined
        ? now
        : keptWith(decoding, name, [heads, whole, size], now);
    const scores = tf.mul(
      tf.matMul(query, kept("keys", key), false, true),
      size ** -0.5,
    );
    const blind = !causal
      ? undefined
      : place === undefined
      ? later(length)
      : atPlace(later(whole), place);
    const seen = blind === undefined ? scores : tf.add(scores, blind);
    const mixed = tf.transpose(
      tf.matMul(tf.softmax(seen), kept("values", v)),
      [0, 2, 1, 3],
    );
    return tf.reshape(project("out", mixed, dim), [batch, length, dim]);
  },
});

/** What is kept of the vectors before, with that of this one in its place. */
function keptWith(
  { past, place }: Decoding,
  name: string,
  shape: readonly number[],
  now: tf.Tensor,
): tf.Tensor {
  const before = past(name, shape);
  const here = tf.reshape(place, [1, 1, place.size, 1]);
  const next = tf.add(
    tf.mul(before.value, tf.sub(1, here)),
    tf.mul(now, here),
  );
  before.set(next);
  return next;
}

/** `[length, length]`: never, for what comes later. */
function later(length: number): tf.Tensor {
  const data = Float32Array.from(
    { length: length ** 2 },
    (_, i) => i % length > Math.floor(i / length) ? NEVER : 0,
  );
  return tf.tensor2d(data, [length, length]);
}

/**
 * `[batch, heads, length, size]`: halves turned against each other by place; of a
 * single vector by that of it.
 */
function turned(
  x: tf.Tensor,
  length: number,
  place: tf.Tensor | undefined,
): tf.Tensor {
  const half = x.shape.at(-1)! / 2;
  const wave = (of: (angle: number) => number) => {
    const table = tf.tensor2d(
      Float32Array.from(
        { length: length * half },
        (_, i) => of(Math.floor(i / half) * LONGEST ** (-(i % half) / half)),
      ),
      [length, half],
    );
    return place === undefined ? table : atPlace(table, place);
  };
  const [cosine, sine] = [wave(Math.cos), wave(Math.sin)];
  const [a, b] = tf.split(x, 2, -1) as [tf.Tensor, tf.Tensor];
  return tf.concat([
    tf.sub(tf.mul(a, cosine), tf.mul(b, sine)),
    tf.add(tf.mul(b, cosine), tf.mul(a, sine)),
  ], -1);
}
