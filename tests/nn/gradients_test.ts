import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { applyNetwork } from "../../lib/nn/network/apply.ts";
import type { Tensors } from "../../lib/tensor/tensors.ts";
import { convEncoder } from "../../lib/nn/architectures/conv.ts";
import {
  dcganCritic,
  dcganGenerator,
} from "../../lib/nn/architectures/dcgan.ts";
import { resnet } from "../../lib/nn/architectures/resnet.ts";
import {
  oneCenteredPenalty,
  zeroCenteredPenalty,
} from "../../lib/nn/losses/gradient_penalty.ts";
import { gradientsOf } from "../../lib/nn/functions/gradients.ts";
import { initNetwork } from "../../lib/nn/network/init.ts";
import type { Layer, Network } from "../../lib/nn/network/network.ts";
import { isTrained } from "../../lib/nn/network/shapes.ts";
import { random } from "../../lib/stats/random.ts";
import { type Arrays, ndarray, sizeOf } from "../../lib/tensor/array.ts";
import { compile, useEngine } from "../../lib/tensor/mod.ts";
import { applyNetwork64, type Weights64 } from "../fixtures/network64.ts";

const BATCH = 3;

/** A network at a random point, in single and in double precision. */
function at(network: Network) {
  const stream = random(7n, "offsets");
  const weights: Arrays = Object.fromEntries(
    Object.entries(initNetwork(network, random(8n, "init"))).map((
      [name, { data, shape }],
    ) => [
      name,
      ndarray(
        name.endsWith("kernel")
          ? data as Float32Array
          : stream.uniform(new Float32Array(data.length), 0.5, 1),
        shape,
      ),
    ]),
  );
  const shape = [BATCH, ...network.input];
  const x = random(9n, "x").normal(new Float32Array(sizeOf(shape)));
  const size = sizeOf(network.input);
  return {
    weights,
    x: ndarray(x, shape),
    weights64: Object.fromEntries(
      Object.entries(weights).map(([name, { data }]) => [
        name,
        Float64Array.from(data),
      ]),
    ) as Weights64,
    rows: Array.from(
      { length: BATCH },
      (_, i) => Float64Array.from(x.subarray(i * size, (i + 1) * size)),
    ),
  };
}

/** Central difference along one weight, in double precision. */
function slope(
  weights: Weights64,
  along: { readonly name: string; readonly index: number; readonly h: number },
  value: (weights: Weights64) => number,
): number {
  const { name, index, h } = along;
  const [up, down] = [h, -h].map((step) => {
    const moved = weights[name]!.slice();
    moved[index]! += step;
    return value({ ...weights, [name]: moved });
  });
  return (up! - down!) / (2 * h);
}

/** A few places in every trained weight. */
function* places(weights: Arrays) {
  const stream = random(10n, "places");
  for (const [name, { data }] of Object.entries(weights)) {
    if (!isTrained(name)) continue;
    for (
      const index of new Set(stream.integers(new Int32Array(3), data.length))
    ) {
      yield { name, index };
    }
  }
}

/** Compares gradients of a loss with differences of it in double precision. */
async function compare(
  network: Network,
  { loss, loss64, h, tolerance }: {
    loss: (weights: Tensors, x: tf.Tensor) => tf.Scalar;
    loss64: (weights: Weights64, rows: readonly Float64Array[]) => number;
    h: number;
    tolerance: number;
  },
): Promise<void> {
  await useEngine("onnx");
  const { weights, x, weights64, rows } = at(network);
  const names = Object.keys(weights).filter(isTrained);
  const gradient = compile(({ "": input, ...all }) => {
    const trained = Object.fromEntries(
      names.map((name) => [name, all[name]!]),
    );
    const { value, gradients } = gradientsOf(
      trained,
      (some) => loss({ ...all, ...some }, input!),
    );
    return { ...gradients, "": value };
  });
  const found = await gradient.run({ ...weights, "": x });
  gradient.dispose();
  const exact = loss64(weights64, rows);
  assert(
    Math.abs(found[""]!.data[0]! - exact) < tolerance * (1 + Math.abs(exact)),
  );
  for (const place of places(weights)) {
    const expected = slope(
      weights64,
      { ...place, h },
      (moved) => loss64(moved, rows),
    );
    const got = found[place.name]!.data[place.index]!;
    assert(
      Math.abs(got - expected) < tolerance * (1 + Math.abs(expected)),
      `${place.name}[${place.index}]: ${got}, expected ${expected}`,
    );
  }
}

const IMAGE = [8, 8, 2] as const;
const NETWORKS: Readonly<Record<string, Network>> = {
  "DCGAN generator": dcganGenerator(4, { image: IMAGE, width: 2 }),
  "DCGAN critic, kernels as they are": withoutNorm(
    dcganCritic(IMAGE, { width: 2 }),
  ),
  "convolutional encoder": convEncoder(IMAGE, { width: 2, units: 3 }),
  "residual network": resnet(IMAGE, { width: 2, blocks: [1, 1] }),
  "network of resized images, depthwise convolutions and branches": {
    input: [6, 5, 2],
    layers: [
      { type: "resize", height: 8, width: 4 },
      { type: "depthwiseConv", kernel: 3, stride: 2 },
      { type: "relu6" },
      { type: "depthwiseConv", kernel: 5, bias: false },
      {
        type: "concat",
        branches: [
          [{ type: "conv", filters: 3, kernel: 1 }, { type: "relu" }],
          [{ type: "depthwiseConv", kernel: 3 }, { type: "batchNorm" }],
        ],
      },
      { type: "globalPool" },
      { type: "dense", units: 2 },
    ],
  },
  "dense network": {
    input: [5],
    layers: [
      { type: "standardize" },
      { type: "dense", units: 4 },
      { type: "sigmoid" },
      { type: "dense", units: 3 },
      { type: "tanh" },
    ],
  },
};

for (const [name, network] of Object.entries(NETWORKS)) {
  Deno.test(`gradients of a ${name} agree with differences in double precision`, () =>
    compare(network, {
      // Weighted, so that batch norm does not make the mean constant.
      loss: (weights, x) => {
        const { output } = applyNetwork(network, weights, x, {
          training: true,
        });
        return tf.mean(tf.mul(tf.square(output), ramp(output.shape)));
      },
      loss64: (weights, rows) => {
        const out = applyNetwork64(network, weights, rows).rows;
        const flat = out.flatMap((row) => [...row]);
        return flat.reduce((sum, v, i) => sum + v * v * (1 + i % 5), 0) /
          flat.length;
      },
      h: 1e-5,
      tolerance: 2e-4,
    }));
}

function ramp(shape: readonly number[]): tf.Tensor {
  const data = Float32Array.from(
    { length: sizeOf(shape) },
    (_, i) => 1 + i % 5,
  );
  return tf.tensor(data, [...shape]);
}

/** Squared length of the critic's gradient at each image, by differences. */
function slopes64(
  critic: Network,
  weights: Weights64,
  rows: readonly Float64Array[],
): number[] {
  const h = 1e-5;
  const value = (row: Float64Array) =>
    applyNetwork64(critic, weights, [row]).rows[0]![0]!;
  return rows.map((row) => {
    let sum = 0;
    for (let i = 0; i < row.length; i++) {
      const [up, down] = [row.slice(), row.slice()];
      up[i]! += h;
      down[i]! -= h;
      sum += ((value(up) - value(down)) / (2 * h)) ** 2;
    }
    return sum;
  });
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Critics with each activation; their second derivatives differ. */
function criticWith(activation: Layer): Network {
  return {
    input: [4, 4, 1],
    layers: [
      { type: "conv", filters: 2, kernel: 4, stride: 2 },
      activation,
      { type: "conv", filters: 2, kernel: 3 },
      activation,
      { type: "globalPool" },
      { type: "dense", units: 1 },
      { type: "tanh" },
    ],
  };
}

const ACTIVATIONS: readonly Layer[] = [
  { type: "relu" },
  { type: "leakyRelu", slope: 0.2 },
  { type: "tanh" },
  { type: "sigmoid" },
];

const PENALTIES = {
  "R1 and R2": [
    zeroCenteredPenalty,
    (squares: readonly number[]) => mean(squares) / 2,
  ],
  "WGAN-GP": [
    oneCenteredPenalty,
    (squares: readonly number[]) =>
      mean(squares.map((square) => (Math.sqrt(square) - 1) ** 2)),
  ],
} as const;

for (const [name, [penalty, penalty64]] of Object.entries(PENALTIES)) {
  for (const activation of ACTIVATIONS) {
    const critic = criticWith(activation);
    Deno.test(`gradients of ${name} through ${activation.type} agree with differences in double precision`, () =>
      compare(critic, {
        loss: (weights, x) =>
          penalty(
            (images) =>
              applyNetwork(critic, weights, images, {
                training: true,
                twice: true,
              }).output,
            x,
          ),
        loss64: (weights, rows) => penalty64(slopes64(critic, weights, rows)),
        h: 1e-4,
        tolerance: 1e-3,
      }));
  }
}

/** Layers in the place of their spectral norms. */
function withoutNorm(network: Network): Network {
  return {
    ...network,
    layers: network.layers.map((layer) =>
      layer.type === "spectralNorm" ? layer.of as Layer : layer
    ),
  };
}
