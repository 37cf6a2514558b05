import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { random } from "../../lib/stats/random.ts";
import {
  type Algorithm,
  ALGORITHMS,
  fastest,
} from "../../lib/tensor/onnx/lowerings/convolution/algorithms.ts";
import {
  type Geometry,
  geometryOf,
} from "../../lib/tensor/onnx/lowerings/convolution/geometry.ts";
import { collectOps, writeModel } from "../../lib/tensor/onnx/model.ts";
import { channelBlock } from "../../lib/tensor/onnx/channel_block.ts";
import { createSession } from "../../lib/tensor/onnx/create_session.ts";
import { leaf, Value } from "../../lib/tensor/onnx/value.ts";
import { useEngine } from "../../lib/tensor/mod.ts";

interface Shapes {
  readonly input: [number, number, number, number];
  readonly filter: [number, number, number, number];
  readonly stride: number | [number, number];
  readonly pad: "same" | "valid" | number | tf.backend_util.ExplicitPadding;
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
  { input: [2, 10, 6, 5], filter: [3, 3, 5, 8], stride: 1, pad: "valid" },
  { input: [2, 4, 8, 5], filter: [3, 3, 5, 8], stride: 1, pad: 2 },
  { input: [33, 4, 4, 5], filter: [3, 3, 5, 20], stride: 1, pad: "same" },
  { input: [3, 7, 5, 6], filter: [1, 1, 6, 5], stride: [2, 3], pad: "valid" },
  { input: [65, 16, 16, 2], filter: [1, 1, 2, 3], stride: 1, pad: "same" },
  // The only column of the result lies on zeros.
  {
    input: [3, 5, 1, 3],
    filter: [4, 1, 3, 3],
    stride: 3,
    pad: [[0, 0], [1, 0], [2, 0], [0, 0]],
  },
];

/** Which shapes each algorithm computes; `plain` and `columns` compute all. */
const CAN: Readonly<
  Record<string, (pass: string, shapes: Shapes, info: Geometry) => boolean>
> = {
  plain: () => true,
  columns: () => true,
  product: (_, { filter: [height, width] }) => height === 1 && width === 1,
  winograd: (pass, { filter: [height, width], stride }, info) => {
    const [, h, w] = pass === "forward" ? info.outShape : info.inShape;
    return `${[height, width, stride]}` === "3,3,1" && h! % 4 === 0 &&
      w! % 4 === 0;
  },
  blocked: (pass, { filter }) => {
    const channels = pass === "inputGradient" ? filter[3] : filter[2];
    return pass === "filterGradient" || channels < channelBlock() ||
      channels % 4 === 0;
  },
};

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

    for (
      const [name, algorithm] of Object.entries<Algorithm>(ALGORITHMS[pass])
    ) {
      const block = channelBlock();
      Deno.test({
        name: `${name} ${pass} of ${title}`,
        ignore: name === "blocked" && block === 0,
        async fn() {
          const [a, b] = args(leaves());
          const value = algorithm(a, b, { info, block });
          assert.equal(value !== undefined, CAN[name]!(pass, shapes, info));
          if (value === undefined) return;
          // Winograd's transforms round more than sums of products do.
          const within = name === "winograd" ? 4e-4 : 2e-4;
          close(compute(value), await expected(), within);
        },
      });
    }
  }
}

/** Names of the operators that {@linkcode fastest} records. */
function chosen(
  pass: "forward" | "inputGradient",
  { input, filter, block = 16 }: {
    readonly input: Shapes["input"];
    readonly filter: Shapes["filter"];
    readonly block?: number;
  },
): string[] {
  const info = geometry({ input, filter, stride: 1, pad: "same" });
  const shape = pass === "forward" ? input : info.outShape;
  const images = new Value(shape, "float32", { placeholder: "images" });
  const w = new Value(filter, "float32", { placeholder: "w" });
  const value = fastest(pass, [images, w], info, {
    channelBlock: block,
    channelsFirst: false,
  })!;
  return collectOps([value]).map(({ type, domain }) =>
    domain === undefined ? type : `blocked ${type}`
  );
}

Deno.test("fastest() takes a product for filters of one pixel", () => {
  const ops = chosen("forward", {
    input: [2, 8, 8, 16],
    filter: [1, 1, 16, 16],
  });
  assert.deepEqual(ops.filter((op) => op !== "Reshape"), ["Gemm"]);
});

Deno.test("fastest() takes Winograd's for many channels and many tiles", () => {
  const of = (images: number, channels: number) =>
    chosen("forward", {
      input: [images, 8, 8, channels],
      filter: [3, 3, channels, 256],
    });
  assert.ok(of(64, 128).includes("MatMul"));
  assert.ok(of(2, 128).includes("blocked Conv"));
  assert.ok(of(64, 64).includes("blocked Conv"));
});

Deno.test("fastest() takes the ordinary operator for the gradient of one channel", () => {
  const of = (channels: number) =>
    chosen("inputGradient", {
      input: [2, 8, 8, channels],
      filter: [3, 3, channels, 16],
    });
  assert.ok(of(1).includes("ConvTranspose"));
  assert.ok(of(3).includes("blocked Conv"));
});

Deno.test("fastest() takes the ordinary operator where there are no blocks", () => {
  const ops = chosen("forward", {
    input: [2, 8, 8, 16],
    filter: [3, 3, 16, 16],
    block: 0,
  });
  assert.ok(ops.includes("Conv"));
});

/** Float32 sums of a few hundred products of unit size. */
function close(
  actual: Float32Array,
  expected: ArrayLike<number>,
  within: number,
): void {
  assert.equal(actual.length, expected.length);
  for (let i = 0; i < actual.length; i++) {
    assert.ok(
      Math.abs(actual[i]! - expected[i]!) <= within,
      `element ${i}: ${actual[i]} against ${expected[i]}`,
    );
  }
}
