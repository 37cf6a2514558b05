import * as tf from "@tensorflow/tfjs-core";
import { adam, initAdam } from "../../../lib/nn/adam.ts";
import type { Tensors } from "../../../lib/nn/apply.ts";
import { criticLoss, generatorLoss } from "../../../lib/nn/gan_loss.ts";
import { gradientsOf } from "../../../lib/nn/gradients.ts";
import {
  initSpectralNorm,
  powerIteration,
  spectralNormalize,
} from "../../../lib/nn/spectral_norm.ts";
import { batchNorm } from "../../../lib/nn/batch_norm.ts";
import { random } from "../../../lib/stats/random.ts";
import { ndarray, type StepFunction } from "../../../lib/tensor/mod.ts";
import { underPrefix, withPrefix } from "../../../lib/tensor/_prefix.ts";
import { parameters } from "./parameters.ts";
import { training, type Workload } from "./workload.ts";

const BATCH = 64;
const DIM = 128;
const WIDTH = 64;

const GENERATOR = {
  "dense/kernel": [DIM, 16 * WIDTH],
  "dense/bias": [16 * WIDTH],
  ...blocks(3, (i) => ({
    [`${i}/n1/gamma`]: [WIDTH],
    [`${i}/n1/beta`]: [WIDTH],
    [`${i}/c1/kernel`]: [3, 3, WIDTH, WIDTH],
    [`${i}/n2/gamma`]: [WIDTH],
    [`${i}/n2/beta`]: [WIDTH],
    [`${i}/c2/kernel`]: [3, 3, WIDTH, WIDTH],
    [`${i}/skip/kernel`]: [1, 1, WIDTH, WIDTH],
  })),
  "out/gamma": [WIDTH],
  "out/beta": [WIDTH],
  "out/kernel": [3, 3, WIDTH, 3],
};
const CRITIC = {
  ...blocks(4, (i) => ({
    [`${i}/c1/kernel`]: [3, 3, i === 0 ? 3 : WIDTH, WIDTH],
    [`${i}/c2/kernel`]: [3, 3, WIDTH, WIDTH],
    ...(i < 2
      ? { [`${i}/skip/kernel`]: [1, 1, i === 0 ? 3 : WIDTH, WIDTH] }
      : {}),
  })),
  "dense/kernel": [WIDTH, 1],
};

/**
 * One hinge-GAN step of SNGAN's residual networks for 32×32×3, 64 channels
 * wide, batch 64, generator and critic once each.
 *
 * Source: Miyato et al., "Spectral Normalization for GANs", ICLR 2018,
 * appendix B.4, table 4 (there 256 and 128 channels)
 */
export const sngan: Workload = {
  name: `sngan-resnet32`,
  gflop: arithmetic(),
  calls: 8,
  start() {
    const g = parameters(GENERATOR);
    const c = parameters(CRITIC);
    return Promise.resolve(training(
      step,
      {
        ...withPrefix("g/", g),
        ...withPrefix("c/", c),
        ...withPrefix("ga/", initAdam(g)),
        ...withPrefix("ca/", initAdam(c)),
        ...withPrefix("u/", initSpectralNorm(c, random(1n, "u"))),
      },
      (i) => ({
        real: ndarray(new Float32Array(BATCH * 3072).fill(0.1), [
          BATCH,
          32,
          32,
          3,
        ]),
        codes: ndarray(
          random(2n, i).normal(new Float32Array(BATCH * DIM)),
          [BATCH, DIM],
        ),
      }),
    ));
  },
};

const step: StepFunction = (state, { real, codes }) => {
  const g = underPrefix("g/", state);
  const c = underPrefix("c/", state);
  const pairs = powerIteration(c, underPrefix("u/", state));
  const judge = (weights: Tensors, x: tf.Tensor) =>
    critic(spectralNormalize(weights, pairs), x);
  const fake = generator(g, codes!);
  const ofCritic = gradientsOf(
    c,
    (w) => criticLoss("hinge", { real: judge(w, real!), fake: judge(w, fake) }),
  );
  const rates = { rate: 2e-4, beta1: 0 };
  const nextCritic = adam(c, {
    gradients: ofCritic.gradients,
    state: underPrefix("ca/", state),
  }, rates);
  const ofGenerator = gradientsOf(
    g,
    (w) =>
      generatorLoss("hinge", judge(nextCritic.weights, generator(w, codes!))),
  );
  const nextGenerator = adam(g, {
    gradients: ofGenerator.gradients,
    state: underPrefix("ga/", state),
  }, rates);
  return {
    state: {
      ...withPrefix("g/", nextGenerator.weights),
      ...withPrefix("c/", nextCritic.weights),
      ...withPrefix("ga/", nextGenerator.state),
      ...withPrefix("ca/", nextCritic.state),
      ...withPrefix("u/", pairs.right),
    },
    metrics: { critic: ofCritic.value, generator: ofGenerator.value },
  };
};

function generator(w: Tensors, codes: tf.Tensor): tf.Tensor {
  let x: tf.Tensor = tf.reshape(
    tf.add(
      tf.matMul(codes as tf.Tensor2D, w["dense/kernel"] as tf.Tensor2D),
      w["dense/bias"]!,
    ),
    [BATCH, 4, 4, WIDTH],
  );
  for (let i = 0; i < 3; i++) {
    const at = (name: string) => w[`${i}/${name}`]!;
    const first = conv(
      doubled(tf.relu(norm(x, at("n1/gamma"), at("n1/beta")))),
      at("c1/kernel"),
    );
    const second = conv(
      tf.relu(norm(first, at("n2/gamma"), at("n2/beta"))),
      at("c2/kernel"),
    );
    x = tf.add(second, conv(doubled(x), at("skip/kernel")));
  }
  const last = tf.relu(norm(x, w["out/gamma"]!, w["out/beta"]!));
  return tf.tanh(conv(last, w["out/kernel"]!));
}

function critic(w: Tensors, images: tf.Tensor): tf.Tensor {
  let x = images;
  for (let i = 0; i < 4; i++) {
    const at = (name: string) => w[`${i}/${name}`]!;
    const start = i === 0 ? x : tf.relu(x);
    const body = conv(tf.relu(conv(start, at("c1/kernel"))), at("c2/kernel"));
    if (i === 0) x = tf.add(halved(body), conv(halved(x), at("skip/kernel")));
    else if (i === 1) {
      x = tf.add(halved(body), halved(conv(x, at("skip/kernel"))));
    } else x = tf.add(body, x);
  }
  return tf.matMul(
    tf.sum(tf.relu(x), [1, 2]) as tf.Tensor2D,
    w["dense/kernel"] as tf.Tensor2D,
  );
}

function conv(x: tf.Tensor, kernel: tf.Tensor): tf.Tensor {
  return tf.conv2d(x as tf.Tensor4D, kernel as tf.Tensor4D, 1, "same");
}

function norm(x: tf.Tensor, gamma: tf.Tensor, beta: tf.Tensor): tf.Tensor {
  return batchNorm(x, { gamma, beta }).output;
}

/** Every pixel four times. */
function doubled(x: tf.Tensor): tf.Tensor {
  const [n, h, w, c] = x.shape as [number, number, number, number];
  const pixels = tf.reshape(x, [n * h * w, c]);
  const rows = tf.reshape(tf.concat([pixels, pixels], 1), [n * h, 2 * w * c]);
  return tf.reshape(tf.concat([rows, rows], 1), [n, 2 * h, 2 * w, c]);
}

/** Mean of every four pixels. */
function halved(x: tf.Tensor): tf.Tensor {
  const [n, h, w, c] = x.shape as [number, number, number, number];
  const rows = tf.sum(tf.reshape(x, [n * h / 2, 2, w * c]), 1);
  const columns = tf.sum(tf.reshape(rows, [n * h * w / 4, 2, c]), 1);
  return tf.mul(tf.reshape(columns, [n, h / 2, w / 2, c]), 0.25);
}

function blocks(
  count: number,
  of: (index: number) => Record<string, number[]>,
): Record<string, number[]> {
  return Object.assign({}, ...Array.from({ length: count }, (_, i) => of(i)));
}

/** 10⁹ operations of the convolutions: forward and two gradients each. */
function arithmetic(): number {
  const square = 2 * WIDTH * WIDTH;
  const generator = [8, 16, 32].reduce(
    (sum, n) => sum + 19 * square * n * n,
    0,
  ) + 2 * 9 * 3 * WIDTH * 1024;
  const critic = (9 * 3 * 2 * WIDTH + 9 * square) * 1024 +
    2 * 3 * WIDTH * 256 + 19 * square * 256 + 4 * 9 * square * 64;
  return BATCH * (3 * generator + 8 * critic) / 1e9;
}
