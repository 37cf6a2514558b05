import assert from "node:assert/strict";
import { convEncoder } from "../../lib/nn/architectures/conv.ts";
import {
  dcganCritic,
  dcganGenerator,
  weakened,
} from "../../lib/nn/architectures/dcgan.ts";
import { resnet } from "../../lib/nn/architectures/resnet.ts";
import { countFlops, countParameters } from "../../lib/nn/network/count.ts";
import { initNetwork } from "../../lib/nn/network/init.ts";
import type { Network } from "../../lib/nn/network/network.ts";
import { outputShape } from "../../lib/nn/network/shapes.ts";
import { random } from "../../lib/stats/random.ts";

const IMAGE = [32, 32, 1] as const;

Deno.test("countParameters() of a DCGAN generator is what one counts by hand", () => {
  for (const width of [2, 8, 32]) {
    const [dim, top] = [16, 4 * width];
    const dense = dim * 16 * top + 16 * top + 2 * top;
    const block = (from: number, to: number) => 16 * from * to + to + 2 * to;
    const last = 16 * width * 1 + 1;
    const expected = dense + block(top, top / 2) + block(top / 2, width) + last;
    assert.equal(
      countParameters(dcganGenerator(dim, { image: IMAGE, width })),
      expected,
    );
  }
});

Deno.test("countFlops() counts multiply-adds of convolutions twice", () => {
  const conv: Network = {
    input: [8, 8, 3],
    layers: [{ type: "conv", filters: 5, kernel: 3, stride: 2, bias: false }],
  };
  assert.equal(countFlops(conv), 2 * 4 * 4 * 3 * 3 * 3 * 5);
  const transposed: Network = {
    input: [4, 4, 6],
    layers: [{ type: "convTranspose", filters: 2, kernel: 4, stride: 2 }],
  };
  // Each input element meets the whole kernel of its channel; then the bias.
  assert.equal(countFlops(transposed), 2 * 4 * 4 * 6 * 16 * 2 + 8 * 8 * 2);
});

Deno.test("countFlops() and countParameters() of depthwise convolutions, resampling and branches", () => {
  const depthwise: Network = {
    input: [8, 8, 6],
    layers: [{ type: "depthwiseConv", kernel: 3, stride: 2 }],
  };
  assert.deepEqual([...outputShape(depthwise)], [4, 4, 6]);
  assert.equal(countParameters(depthwise), 9 * 6 + 6);
  assert.equal(countFlops(depthwise), 2 * 4 * 4 * 9 * 6 + 4 * 4 * 6);
  const resized: Network = {
    input: [4, 4, 3],
    layers: [{ type: "resize", height: 8, width: 8 }],
  };
  // Two taps each, but one at both ends: columns of 4 rows, then 8 rows.
  assert.equal(countFlops(resized), 2 * (2 * 8 - 2) * 3 * (4 + 8));
  const branches: Network = {
    input: [5],
    layers: [{
      type: "concat",
      branches: [[{ type: "dense", units: 2 }], [{ type: "relu6" }]],
    }],
  };
  assert.deepEqual([...outputShape(branches)], [7]);
  assert.equal(countParameters(branches), 5 * 2 + 2);
  assert.equal(countFlops(branches), 2 * 5 * 2 + 2 + 2 * 5);
});

Deno.test("outputShape() refuses branches that do not lie side by side", () => {
  const network: Network = {
    input: [4, 4, 1],
    layers: [{
      type: "concat",
      branches: [[], [{ type: "depthwiseConv", kernel: 3, stride: 2 }]],
    }],
  };
  assert.throws(
    () => outputShape(network),
    /Cannot apply layer 'concat': expected \[4,4, …\] of each branch, got \[2,2,1\]/,
  );
});

const NETWORKS: Readonly<
  Record<string, readonly [Network, readonly number[]]>
> = {
  generator: [dcganGenerator(16, { image: IMAGE, width: 4 }), IMAGE],
  critic: [dcganCritic(IMAGE, { width: 4 }), [1]],
  encoder: [convEncoder(IMAGE, { width: 4, units: 9 }), [9]],
  resnet: [resnet(IMAGE, { width: 4, blocks: [1, 1, 1] }), [16]],
  weakened: [
    weakened(dcganGenerator(16, { image: IMAGE, width: 4 }), 0.4),
    IMAGE,
  ],
};

for (const [name, [network, expected]] of Object.entries(NETWORKS)) {
  Deno.test(`${name}: the shape of the output, and as many weights as counted`, () => {
    assert.deepEqual([...outputShape(network)], [...expected]);
    const weights = initNetwork(network, random(1n, "init"));
    const trained = Object.entries(weights).filter(([key]) =>
      /(kernel|bias|gamma|beta)$/.test(key)
    );
    const count = trained.reduce((sum, [, { data }]) => sum + data.length, 0);
    assert.equal(countParameters(network), count);
  });
}

Deno.test("initNetwork() draws kernels from He's law, the same for the same stream", () => {
  const network = convEncoder(IMAGE, { width: 32, units: 64 });
  const weights = initNetwork(network, random(3n, "init"));
  for (const [name, { data, shape }] of Object.entries(weights)) {
    if (!name.endsWith("kernel") || data.length < 5000) continue;
    const fanIn = shape.slice(0, -1).reduce((a, b) => a * b, 1);
    const square = (data as Float32Array).reduce((s, v) => s + v * v, 0);
    const ratio = square / data.length / (2 / fanIn);
    assert(Math.abs(ratio - 1) < 0.08, `${name}: ${ratio}`);
  }
  assert.deepEqual(initNetwork(network, random(3n, "init")), weights);
});

Deno.test("networks refuse images whose extent is no 4·2^k", () => {
  assert.throws(
    () => dcganGenerator(8, { image: [28, 28, 1], width: 4 }),
    /expected square images of 8, 16, 32, 64, … pixels, got 28×28/,
  );
});
