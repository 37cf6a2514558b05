import assert from "node:assert/strict";
import { extractFeatures } from "../../lib/nn/network/features.ts";
import type { Network } from "../../lib/nn/network/network.ts";
import { resizeMatrix } from "../../lib/nn/imported/resize.ts";
import { runNetwork } from "../../lib/nn/network/run_network.ts";
import { type Arrays, ndarray, sizeOf } from "../../lib/tensor/array.ts";
import { useEngine } from "../../lib/tensor/mod.ts";
import {
  lite0,
  lite0Error,
  type Lite0Reference,
  referenceImages,
} from "../fixtures/lite0.ts";
import reference from "./pytorch_layers.json" with { type: "json" };

/** The numbers of the script `pytorch_layers.py`. */
function numbers(count: number, stream: number, scale = 1, shift = 0) {
  return Float32Array.from(
    { length: count },
    (_, i) =>
      ((i * 7919 + stream * 104729) % 2003 / 2003 - 0.5) * scale + shift,
  );
}

async function compare(
  network: Network,
  { weights, scale, expected, stream }: {
    readonly weights: Arrays;
    readonly scale: number;
    readonly expected: readonly number[];
    readonly stream: number;
  },
): Promise<void> {
  for (const engine of ["onnx", "cpu"]) {
    await useEngine(engine);
    const shape = [2, ...network.input];
    const x = ndarray(numbers(sizeOf(shape), stream, scale), shape);
    const { output } = await runNetwork({ network, weights }, x);
    assert.equal(output.data.length, expected.length);
    output.data.forEach((value, i) =>
      assert.ok(
        Math.abs(value - expected[i]!) < 1e-5 * scale,
        `${engine}, ${i}: ${value}, expected ${expected[i]}`,
      )
    );
  }
}

for (const { input, to, output } of reference.resize) {
  Deno.test(`layer 'resize' from [${input}] to [${to}] gives what PyTorch gives`, () =>
    compare({
      input,
      layers: [{ type: "resize", height: to[0]!, width: to[1]! }],
    }, { weights: {}, scale: 1, expected: output, stream: 1 }));
}

for (const { input, kernel, stride, output } of reference.depthwise) {
  const channels = input[2]!;
  Deno.test(`layers 'depthwiseConv' and 'relu6' of [${input}], kernel ${kernel}, stride ${stride}, give what PyTorch gives`, () =>
    compare({
      input,
      layers: [{ type: "depthwiseConv", kernel, stride }, { type: "relu6" }],
    }, {
      weights: {
        "0/kernel": ndarray(
          numbers(kernel * kernel * channels, 3),
          [kernel, kernel, channels, 1],
        ),
        "0/bias": ndarray(numbers(channels, 4), [channels]),
      },
      scale: 20,
      expected: output,
      stream: 2,
    }));
}

Deno.test("resizeMatrix() keeps constants, and a row of the same length", () => {
  for (const [from, to] of [[7, 3], [3, 7], [28, 96], [5, 5]] as const) {
    const weights = resizeMatrix(from, to);
    for (let i = 0; i < to; i++) {
      const row = weights.subarray(i * from, (i + 1) * from);
      assert.ok(Math.abs(row.reduce((a, b) => a + b, 0) - 1) < 1e-6);
      if (from === to) assert.equal(row[i], 1);
    }
  }
});

/** Weights of the script, in place of a checkpoint. */
function madeTensors(): Arrays {
  return Object.fromEntries(
    Object.entries(reference.tensors).map(([name, shape], stream) => {
      const count = sizeOf(shape);
      const perFilter = count / shape[0]!;
      const data = shape.length === 4
        ? numbers(count, stream, Math.sqrt(24 / perFilter))
        : /(running_var|weight)$/.test(name)
        ? numbers(count, stream, 1, 1)
        : numbers(count, stream);
      return [name, ndarray(data, shape)];
    }),
  );
}

for (const each of reference.made as unknown as Lite0Reference[]) {
  Deno.test(`efficientNetLite0() of [${each.image}] at ${each.size} gives what PyTorch gives of the same weights`, async () => {
    await useEngine("onnx");
    const { features } = await extractFeatures(
      lite0(each.image, each.size, madeTensors()),
      referenceImages(each.image),
    );
    const error = lite0Error(features, each);
    assert.ok(error < 1e-5, `${error}`);
  });
}

Deno.test("efficientNetLite0Weights() refuses a checkpoint that does not fit", () => {
  const tensors = { ...madeTensors() };
  delete tensors["_blocks.3._project_conv.weight"];
  assert.throws(
    () => lite0([32, 32, 3], 64, tensors),
    /Cannot use the weights: '_blocks.3._project_conv.weight' is \[missing\], expected a kernel \[1,1,144,40\]/,
  );
});
