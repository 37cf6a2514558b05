import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { random } from "../../lib/stats/random.ts";
import { fallbacks, useEngine } from "../../lib/tensor/mod.ts";

type Shape = [number, number, number, number];

function normal(shape: Shape, stream: string): tf.Tensor4D {
  const size = shape.reduce((a, b) => a * b, 1);
  const data = random(11n, stream).normal(new Float32Array(size));
  return tf.tensor4d(data, shape);
}

interface Shapes {
  readonly input: Shape;
  readonly filter: Shape;
  readonly stride: number;
  readonly pad: "same" | "valid";
  readonly dilation?: number;
}

const CASES: readonly Shapes[] = [
  { input: [2, 8, 8, 16], filter: [3, 3, 16, 1], stride: 1, pad: "same" },
  { input: [3, 8, 8, 32], filter: [5, 5, 32, 1], stride: 2, pad: "same" },
  { input: [2, 7, 9, 48], filter: [3, 3, 48, 1], stride: 2, pad: "same" },
  { input: [2, 7, 6, 5], filter: [3, 3, 5, 1], stride: 1, pad: "same" },
  { input: [2, 7, 6, 5], filter: [3, 3, 5, 2], stride: 2, pad: "valid" },
  { input: [2, 8, 8, 16], filter: [3, 3, 16, 2], stride: 1, pad: "same" },
  { input: [1, 4, 4, 16], filter: [5, 5, 16, 1], stride: 1, pad: "same" },
  {
    input: [2, 9, 9, 16],
    filter: [3, 3, 16, 1],
    stride: 1,
    pad: "valid",
    dilation: 2,
  },
];

for (const { input, filter, stride, pad, dilation = 1 } of CASES) {
  const convolve = (x: tf.Tensor, w: tf.Tensor) =>
    tf.depthwiseConv2d(
      x as tf.Tensor4D,
      w as tf.Tensor4D,
      stride,
      pad,
      "NHWC",
      dilation,
    );
  const passes: Record<string, () => tf.Tensor[]> = {
    "depthwiseConv2d()": () => [
      convolve(normal(input, "x"), normal(filter, "w")),
    ],
  };
  // TensorFlow.js has no gradient of a dilated one.
  if (dilation === 1) {
    passes["gradients of depthwiseConv2d()"] = () =>
      tf.grads((x, w) => {
        const out = convolve(x!, w!);
        return tf.sum(tf.mul(out, normal(out.shape, "dy")));
      })([normal(input, "x"), normal(filter, "w")]);
  }
  for (const [name, body] of Object.entries(passes)) {
    Deno.test(`onnx engine: ${name} of [${input}] by [${filter}], stride ${stride}, ${pad}, dilation ${dilation}, like the reference`, async () => {
      await useEngine("cpu");
      const expected = body().map((tensor) => tensor.dataSync());
      await useEngine("onnx");
      const before = fallbacks();
      const found = body();
      for (const [i, tensor] of found.entries()) {
        const got = tensor.dataSync();
        assert.equal(got.length, expected[i]!.length);
        got.forEach((value, j) => {
          const other = expected[i]![j]!;
          assert.ok(
            Math.abs(value - other) < 1e-4 * (1 + Math.abs(other)),
            `${j}: ${value}, expected ${other}`,
          );
        });
      }
      assert.deepEqual(fallbacks(), before);
    });
  }
}
