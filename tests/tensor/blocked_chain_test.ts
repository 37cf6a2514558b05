import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { applyNetwork } from "../../lib/nn/network/apply.ts";
import { gradientsOf } from "../../lib/nn/functions/gradients.ts";
import { initNetwork } from "../../lib/nn/network/init.ts";
import type { Network } from "../../lib/nn/network/network.ts";
import { trainedOf } from "../../lib/nn/network/trained.ts";
import { random } from "../../lib/stats/random.ts";
import {
  type Arrays,
  compile,
  ndarray,
  useEngine,
} from "../../lib/tensor/mod.ts";

/** Channels in full blocks, so that values stay blocked from layer to layer. */
const NETWORK: Network = {
  input: [8, 8, 16],
  layers: [
    { type: "conv", filters: 32, kernel: 3, bias: false },
    { type: "batchNorm" },
    { type: "leakyRelu", slope: 0.2 },
    {
      type: "residual",
      body: [
        { type: "conv", filters: 32, kernel: 3 },
        { type: "relu" },
        { type: "conv", filters: 32, kernel: 3 },
        { type: "tanh" },
      ],
      shortcut: [],
    },
    { type: "conv", filters: 48, kernel: 4, stride: 2 },
    { type: "relu" },
    { type: "convTranspose", filters: 16, kernel: 4, stride: 2, bias: false },
    { type: "batchNorm" },
    { type: "relu" },
    { type: "conv", filters: 3, kernel: 3 },
  ],
};

async function gradients(engine: string, batch: number): Promise<Arrays> {
  await useEngine(engine, { threads: 2 });
  const weights = initNetwork(NETWORK, random(1n, "weights"));
  const x = random(2n, "x").normal(new Float32Array(batch * 8 * 8 * 16));
  const compiled = compile(({ x, ...weights }) => {
    const { value, gradients } = gradientsOf(
      { ...trainedOf(weights), x: x! },
      ({ x, ...trained }) => {
        const { output } = applyNetwork(
          NETWORK,
          { ...weights, ...trained },
          x!,
          { training: true },
        );
        return tf.mean(tf.square(tf.add(output, 0.3)));
      },
    );
    return { value, ...gradients };
  });
  const found = await compiled.run({
    ...weights,
    x: ndarray(x, [batch, 8, 8, 16]),
  });
  compiled.dispose();
  await useEngine("onnx");
  return found;
}

for (const batch of [5, 16]) {
  Deno.test(`convolutions, norms and activations in blocks have the reference's gradients, batch ${batch}`, async () => {
    const reference = await gradients("cpu", batch);
    const found = await gradients("onnx", batch);
    assert.deepEqual(Object.keys(found), Object.keys(reference));
    for (const [name, { data }] of Object.entries(reference)) {
      const scale = Math.max(1e-4, ...Array.from(data, Math.abs));
      const other = found[name]!.data;
      data.forEach((value, i) =>
        assert(
          Math.abs(value - other[i]!) < 2e-4 * scale,
          `${name}[${i}]: ${other[i]}, the reference has ${value}`,
        )
      );
    }
  });
}
