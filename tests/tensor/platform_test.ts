import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { random } from "../../lib/stats/random.ts";
import { useEngine } from "../../lib/tensor/mod.ts";
import { createSession } from "../../lib/tensor/onnx/create_session.ts";
import { geometryOf } from "../../lib/tensor/onnx/lowerings/convolution/geometry.ts";
import { convTranspose } from "../../lib/tensor/onnx/lowerings/convolution/transposed.ts";
import { lowerings } from "../../lib/tensor/onnx/lowerings/mod.ts";
import { collectOps, writeModel } from "../../lib/tensor/onnx/model.ts";
import { usePlatform } from "../../lib/tensor/onnx/platform.ts";
import { transpose } from "../../lib/tensor/onnx/record.ts";
import { leaf, type Value } from "../../lib/tensor/onnx/value.ts";

function normal(shape: readonly number[], stream: string): Float32Array {
  const size = shape.reduce((a, b) => a * b, 1);
  return random(7n, stream).normal(new Float32Array(size));
}

function compute(values: readonly Value[]): Float32Array[] {
  const names = new Map(values.map((value, i) => [`o${i}`, value]));
  const session = createSession(writeModel(names, { inputs: new Map() }), {
    threads: 1,
  });
  const results = session.run({});
  session.dispose();
  return [...names.keys()].map((name) => results[name]!.data as Float32Array);
}

/** What a lowering records for WebGPU. */
function forWebgpu(lower: () => unknown): readonly Value[] {
  usePlatform("webgpu");
  try {
    return lower() as readonly Value[];
  } finally {
    usePlatform("cpu");
  }
}

for (const count of [7, 8, 49, 50, 400]) {
  Deno.test(`${count} parts are split by operators that a shader has room for`, () => {
    const data = normal([count, 3], "x");
    const x = leaf(data, [count, 3], "float32");
    const list = forWebgpu(() => lowerings.Unpack!({ value: x }, { axis: 0 }));
    assert.equal(list.length, count);
    for (const { type, outputs } of collectOps(list)) {
      if (type === "Split") assert.ok(outputs.length <= 7);
    }
    compute(list).forEach((part, i) =>
      assert.deepEqual(part, data.slice(3 * i, 3 * i + 3))
    );
  });
}

Deno.test("parts of several sizes are split in groups", () => {
  const sizes = Array.from({ length: 40 }, (_, i) => 1 + i % 3);
  const total = sizes.reduce((a, b) => a + b);
  const data = normal([2, total], "x");
  const x = leaf(data, [2, total], "float32");
  const parts = forWebgpu(() =>
    lowerings.SplitV!({ x }, { axis: -1, numOrSizeSplits: sizes })
  );
  let start = 0;
  compute(parts).forEach((part, i) => {
    const rows = [0, total].map((row) =>
      data.slice(row + start, row + start + sizes[i]!)
    );
    assert.deepEqual([...part], rows.flatMap((row) => [...row]));
    start += sizes[i]!;
  });
});

const PADS: readonly [number, number][] = [[0, 0], [1, 2], [2, 0], [0, 3]];

for (const stride of [1, 2, 3]) {
  for (const window of [1, 3, 4]) {
    Deno.test(`convTranspose() pads both sides alike, stride ${stride}, window ${window}`, async () => {
      for (const [top, bottom] of PADS) {
        for (const [left, right] of PADS) {
          const pad = [[0, 0], [top, bottom], [left, right], [0, 0]];
          await agrees({ stride, window, pad });
        }
      }
    });
  }
}

/** Whether the gradient is that of the reference, by equal padding alone. */
async function agrees(
  { stride, window, pad }: {
    readonly stride: number;
    readonly window: number;
    readonly pad: number[][];
  },
): Promise<void> {
  const [input, filter] = [[2, 7, 6, 3], [window, window, 3, 4]] as const;
  const info = geometryOf(input, filter, {
    strides: stride,
    pad: pad as never,
    dilations: 1,
  });
  const [dy, w] = [normal(info.outShape, "dy"), normal(filter, "w")];
  await useEngine("cpu");
  const expected = tf.tidy(() =>
    tf.grad((x) =>
      tf.conv2d(
        x as tf.Tensor4D,
        tf.tensor4d(w, [...filter]),
        stride,
        pad as tf.backend_util.ExplicitPadding,
      )
    )(tf.zeros([...input]), tf.tensor(dy, info.outShape)).dataSync()
  );
  const value = convTranspose(
    transpose(leaf(dy, info.outShape, "float32"), [0, 3, 1, 2]),
    transpose(leaf(w, filter, "float32"), [3, 2, 0, 1]),
    { info },
  );
  for (const { type, attributes } of collectOps([value])) {
    if (type !== "ConvTranspose") continue;
    const [above, before, below, after] = attributes.pads as number[];
    assert.deepEqual([above, before], [below, after]);
  }
  const [actual] = compute([transpose(value, [0, 2, 3, 1])]);
  actual!.forEach((each, i) =>
    assert.ok(Math.abs(each - expected[i]!) < 1e-4, `${i}`)
  );
}
