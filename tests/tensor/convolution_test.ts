import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { random } from "../../lib/stats/random.ts";
import * as blocked from "../../lib/tensor/onnx/lowerings/convolution/blocked.ts";
import {
  type Geometry,
  geometryOf,
} from "../../lib/tensor/onnx/lowerings/convolution/geometry.ts";
import * as plain from "../../lib/tensor/onnx/lowerings/convolution/plain.ts";
import { writeModel } from "../../lib/tensor/onnx/model.ts";
import { channelBlock } from "../../lib/tensor/onnx/nchwc.ts";
import { createSession } from "../../lib/tensor/onnx/session.ts";
import { leaf, type Value } from "../../lib/tensor/onnx/value.ts";
import { useEngine } from "../../lib/tensor/mod.ts";

interface Shapes {
  readonly input: [number, number, number, number];
  readonly filter: [number, number, number, number];
  readonly stride: number | [number, number];
  readonly pad: "same" | "valid" | number;
}

const CASES: readonly Shapes[] = [
  { input: [16, 8, 8, 16], filter: [4, 4, 16, 32], stride: 2, pad: "same" },
  { input: [3, 8, 8, 32], filter: [3, 3, 32, 16], stride: 1, pad: "same" },
  { input: [17, 7, 9, 20], filter: [3, 3, 20, 24], stride: 2, pad: "same" },
  { input: [2, 6, 6, 1], filter: [4, 4, 1, 16], stride: 2, pad: "same" },
  { input: [2, 6, 6, 3], filter: [5, 3, 3, 7], stride: 1, pad: "valid" },
  { input: [2, 7, 7, 16], filter: [3, 3, 16, 16], stride: 2, pad: "valid" },
  { input: [2, 8, 8, 16], filter: [3, 3, 16, 16], stride: 2, pad: "valid" },
  { input: [4, 8, 8, 16], filter: [1, 1, 16, 32], stride: 2, pad: "same" },
  { input: [4, 8, 8, 18], filter: [1, 1, 18, 20], stride: 1, pad: "same" },
  { input: [2, 9, 9, 16], filter: [4, 4, 16, 16], stride: 3, pad: "same" },
  { input: [2, 9, 8, 8], filter: [3, 3, 8, 4], stride: [1, 2], pad: "same" },
  { input: [2, 5, 5, 16], filter: [3, 3, 16, 16], stride: 1, pad: 2 },
  { input: [2, 4, 4, 32], filter: [4, 4, 32, 16], stride: 1, pad: "valid" },
  { input: [2, 10, 10, 4], filter: [7, 7, 4, 64], stride: 2, pad: "same" },
];

const PASSES = {
  forward: {
    reference: (x: tf.Tensor4D, w: tf.Tensor4D, _: tf.Tensor4D, c: Shapes) =>
      tf.conv2d(x, w, c.stride, c.pad),
    args: ({ x, w }: Leaves): [Value, Value] => [x, w],
  },
  inputGradient: {
    reference: (x: tf.Tensor4D, w: tf.Tensor4D, dy: tf.Tensor4D, c: Shapes) =>
      tf.grad((x) => tf.conv2d(x as tf.Tensor4D, w, c.stride, c.pad))(x, dy),
    args: ({ w, dy }: Leaves): [Value, Value] => [dy, w],
  },
  filterGradient: {
    reference: (x: tf.Tensor4D, w: tf.Tensor4D, dy: tf.Tensor4D, c: Shapes) =>
      tf.grad((w) => tf.conv2d(x, w as tf.Tensor4D, c.stride, c.pad))(w, dy),
    args: ({ x, dy }: Leaves): [Value, Value] => [x, dy],
  },
} as const;

interface Leaves {
  readonly x: Value;
  readonly w: Value;
  readonly dy: Value;
}

function normal(shape: readonly number[], stream: string): Float32Array {
  const size = shape.reduce((a, b) => a * b, 1);
  return random(7n, stream).normal(new Float32Array(size));
}

function compute(value: Value): Float32Array {
  const model = writeModel(new Map([["y", value]]), { inputs: new Map() });
  const session = createSession(model, { threads: 1 });
  const { data, dims } = session.run({}).y!;
  session.dispose();
  assert.deepEqual(dims, value.shape);
  return data as Float32Array;
}

function geometry({ input, filter, stride, pad }: Shapes): Geometry {
  return geometryOf(input, filter, {
    strides: stride,
    pad,
    dilations: 1,
  });
}

for (const shapes of CASES) {
  const { input, filter, stride, pad } = shapes;
  const info = geometry(shapes);
  const data = {
    x: normal(input, "x"),
    w: normal(filter, "w"),
    dy: normal(info.outShape, "dy"),
  };
  const title = `[${input}] by [${filter}], stride ${stride}, pad ${pad}`;

  for (const pass of ["forward", "inputGradient", "filterGradient"] as const) {
    const { reference, args } = PASSES[pass];
    const expected = async () => {
      await useEngine("cpu");
      return tf.tidy(() =>
        reference(
          tf.tensor4d(data.x, input),
          tf.tensor4d(data.w, filter),
          tf.tensor4d(data.dy, info.outShape),
          shapes,
        ).dataSync()
      );
    };
    const leaves = (): Leaves => ({
      x: leaf(data.x, input, "float32"),
      w: leaf(data.w, filter, "float32"),
      dy: leaf(data.dy, info.outShape, "float32"),
    });

    Deno.test(`plain ${pass} of ${title}`, async () => {
      const [a, b] = args(leaves());
      close(compute(plain[pass](a, b, info)), await expected());
    });

    const block = channelBlock();
    Deno.test({
      name: `blocked ${pass} of ${title}`,
      ignore: block === 0,
      async fn() {
        const [a, b] = args(leaves());
        const value = blocked[pass](a, b, { info, block });
        const channels = pass === "inputGradient" ? filter[3] : filter[2];
        const takes = pass === "filterGradient" || channels < block ||
          channels % 4 === 0;
        assert.equal(value !== undefined, takes);
        if (value !== undefined) close(compute(value), await expected());
      },
    });
  }
}

/** Float32 sums of a few hundred products of unit size. */
function close(actual: Float32Array, expected: ArrayLike<number>): void {
  assert.equal(actual.length, expected.length);
  for (let i = 0; i < actual.length; i++) {
    assert.ok(
      Math.abs(actual[i]! - expected[i]!) <= 2e-4,
      `element ${i}: ${actual[i]} against ${expected[i]}`,
    );
  }
}
