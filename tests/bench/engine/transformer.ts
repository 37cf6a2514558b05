import * as tf from "@tensorflow/tfjs-core";
import { adam, initAdam } from "../../../lib/nn/adam.ts";
import type { Tensors } from "../../../lib/nn/apply.ts";
import { gradientsOf } from "../../../lib/nn/gradients.ts";
import { random } from "../../../lib/stats/random.ts";
import { ndarray, type StepFunction } from "../../../lib/tensor/mod.ts";
import { underPrefix, withPrefix } from "../../../lib/tensor/_prefix.ts";
import { parameters } from "./parameters.ts";
import { training, type Workload } from "./workload.ts";

const BATCH = 16;
const TOKENS = 256;
const WIDTH = 384;
const HEADS = 6;
const ROWS = BATCH * TOKENS;

const SHAPES = {
  "n1/gamma": [WIDTH],
  "n1/beta": [WIDTH],
  "qkv/kernel": [WIDTH, 3 * WIDTH],
  "qkv/bias": [3 * WIDTH],
  "out/kernel": [WIDTH, WIDTH],
  "out/bias": [WIDTH],
  "n2/gamma": [WIDTH],
  "n2/beta": [WIDTH],
  "up/kernel": [WIDTH, 4 * WIDTH],
  "up/bias": [4 * WIDTH],
  "down/kernel": [4 * WIDTH, WIDTH],
  "down/bias": [WIDTH],
};

/**
 * One training step of a transformer block as in DiT-S: 384 wide, 6 heads, 256
 * tokens, batch 16; layer norm first, GELU, mean square of the output, Adam.
 *
 * Source: Peebles and Xie, "Scalable Diffusion Models with Transformers", 2023
 */
export const transformer: Workload = {
  name: "transformer-block",
  gflop: 3 * 2 * ROWS * (12 * WIDTH * WIDTH + 2 * TOKENS * WIDTH) / 1e9,
  calls: 12,
  start() {
    const weights = parameters(SHAPES);
    return Promise.resolve(training(
      step,
      {
        ...withPrefix("w/", weights),
        ...withPrefix("a/", initAdam(weights)),
      },
      (i) => ({
        x: ndarray(
          random(2n, i).normal(new Float32Array(ROWS * WIDTH)),
          [ROWS, WIDTH],
        ),
      }),
    ));
  },
};

const step: StepFunction = (state, { x }) => {
  const weights = underPrefix("w/", state);
  const { value, gradients } = gradientsOf(
    weights,
    (w) => tf.mean(tf.square(block(w, x!))),
  );
  const next = adam(weights, {
    gradients,
    state: underPrefix("a/", state),
  }, { rate: 1e-3 });
  return {
    state: {
      ...withPrefix("w/", next.weights),
      ...withPrefix("a/", next.state),
    },
    metrics: { loss: value },
  };
};

function block(w: Tensors, x: tf.Tensor): tf.Tensor {
  const attended = tf.add(
    x,
    dense(attention(dense(norm(x, w, "n1"), w, "qkv")), w, "out"),
  );
  const up = gelu(dense(norm(attended, w, "n2"), w, "up"));
  return tf.add(attended, dense(up, w, "down"));
}

function attention(qkv: tf.Tensor): tf.Tensor {
  const size = WIDTH / HEADS;
  const apart = tf.transpose(
    tf.reshape(qkv, [BATCH, TOKENS, 3, HEADS, size]),
    [2, 0, 3, 1, 4],
  );
  const [q, k, v] = tf.unstack(apart) as [tf.Tensor, tf.Tensor, tf.Tensor];
  const scores = tf.mul(tf.matMul(q, k, false, true), 1 / Math.sqrt(size));
  const mixed = tf.matMul(tf.softmax(scores), v);
  return tf.reshape(tf.transpose(mixed, [0, 2, 1, 3]), [ROWS, WIDTH]);
}

function dense(x: tf.Tensor, w: Tensors, name: string): tf.Tensor {
  const product = tf.matMul(
    x as tf.Tensor2D,
    w[`${name}/kernel`] as tf.Tensor2D,
  );
  return tf.add(product, w[`${name}/bias`]!);
}

function norm(x: tf.Tensor, w: Tensors, name: string): tf.Tensor {
  const centred = tf.sub(x, tf.mean(x, -1, true));
  const variance = tf.mean(tf.square(centred), -1, true);
  const unit = tf.mul(centred, tf.rsqrt(tf.add(variance, 1e-5)));
  return tf.add(tf.mul(unit, w[`${name}/gamma`]!), w[`${name}/beta`]!);
}

function gelu(x: tf.Tensor): tf.Tensor {
  return tf.mul(tf.mul(x, 0.5), tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1));
}
