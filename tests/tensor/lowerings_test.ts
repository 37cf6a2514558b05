import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { fallbacks, useEngine } from "../../lib/tensor/mod.ts";
import { random } from "../../lib/stats/random.ts";

const A = normal([3, 4], 1);
const B = normal([3, 4], 2);
const POSITIVE = A.map((x) => Math.abs(x) + 0.1);
const IMAGE = normal([2, 6, 6, 3], 3);

function normal(shape: number[], stream: number): Float32Array {
  const size = shape.reduce((a, b) => a * b, 1);
  return random(5n, stream).normal(new Float32Array(size));
}

function a(): tf.Tensor {
  return tf.tensor(A, [3, 4]);
}
function b(): tf.Tensor {
  return tf.tensor(B, [3, 4]);
}
function row(): tf.Tensor {
  return tf.tensor(B.slice(0, 4), [4]);
}
function column(): tf.Tensor {
  return tf.tensor(B.slice(0, 3), [3, 1]);
}
function positive(): tf.Tensor {
  return tf.tensor(POSITIVE, [3, 4]);
}
function ints(): tf.Tensor {
  return tf.tensor([5, -7, 9, 2, 3, -3], [2, 3], "int32");
}
function image(): tf.Tensor4D {
  return tf.tensor(IMAGE, [2, 6, 6, 3]) as tf.Tensor4D;
}
function filter(extent: number, out: number): tf.Tensor4D {
  return tf.tensor(
    normal([extent, extent, 3, out], extent),
    [extent, extent, 3, out],
  ) as tf.Tensor4D;
}

/** Gradient with respect to both arguments, in one vector. */
function slopes(
  body: (x: tf.Tensor, y: tf.Tensor) => tf.Tensor,
  x: tf.Tensor,
  y: tf.Tensor,
): tf.Tensor {
  const weighted = (...args: tf.Tensor[]) => {
    const out = body(args[0]!, args[1]!);
    const weights = tf.tensor(normal([out.size], 9), out.shape);
    return tf.sum(tf.mul(out, weights));
  };
  return tf.concat(tf.grads(weighted)([x, y]).map((g) => tf.reshape(g, [-1])));
}

const CASES: Readonly<Record<string, () => tf.Tensor>> = {
  "add with broadcasting": () => tf.add(a(), row()),
  "sub of a column": () => tf.sub(column(), a()),
  "mul by a number": () => tf.mul(a(), 3),
  "div": () => tf.div(a(), positive()),
  "floorDiv of integers": () => tf.floorDiv(ints(), tf.scalar(4, "int32")),
  "mod of negatives": () => tf.mod(a(), positive()),
  "mod of integers": () => tf.mod(ints(), tf.scalar(4, "int32")),
  "pow": () => tf.pow(positive(), b()),
  "maximum": () => tf.maximum(a(), b()),
  "minimum": () => tf.minimum(a(), row()),
  "squaredDifference": () => tf.squaredDifference(a(), b()),
  "greater": () => tf.greater(a(), b()),
  "lessEqual": () => tf.lessEqual(a(), b()),
  "equal of integers": () => tf.equal(ints(), tf.scalar(9, "int32")),
  "notEqual": () => tf.notEqual(a(), a()),
  "equal of booleans": () => tf.equal(tf.greater(a(), 0), tf.greater(b(), 0)),
  "logicalAnd": () => tf.logicalAnd(tf.greater(a(), 0), tf.less(b(), 0)),
  "logicalOr": () => tf.logicalOr(tf.greater(a(), 0), tf.less(b(), 0)),
  "logicalNot": () => tf.logicalNot(tf.greater(a(), 0)),
  "where": () => tf.where(tf.greater(a(), 0), a(), b()),
  "cast to int32": () => tf.cast(tf.mul(a(), 5), "int32"),
  "cast to bool": () => tf.cast(ints(), "bool"),
  "clipByValue": () => tf.clipByValue(a(), -0.5, 0.5),
  "neg": () => tf.neg(a()),
  "abs of integers": () => tf.abs(ints()),
  "sign": () => tf.sign(a()),
  "relu": () => tf.relu(a()),
  "relu6": () => tf.relu6(tf.mul(a(), 6)),
  "leakyRelu": () => tf.leakyRelu(a(), 0.3),
  "prelu": () => tf.prelu(a(), row()),
  "elu": () => tf.elu(a()),
  "selu": () => tf.selu(a()),
  "softplus": () => tf.softplus(tf.mul(a(), 9)),
  "sigmoid": () => tf.sigmoid(tf.mul(a(), 9)),
  "tanh": () => tf.tanh(a()),
  "erf": () => tf.erf(a()),
  "exp": () => tf.exp(a()),
  "expm1 near zero": () => tf.expm1(tf.mul(a(), 1e-5)),
  "expm1": () => tf.expm1(a()),
  "log": () => tf.log(positive()),
  "log1p near zero": () => tf.log1p(tf.mul(a(), 1e-5)),
  "log1p": () => tf.log1p(positive()),
  "sqrt": () => tf.sqrt(positive()),
  "rsqrt": () => tf.rsqrt(positive()),
  "square": () => tf.square(a()),
  "reciprocal": () => tf.reciprocal(positive()),
  "floor": () => tf.floor(tf.mul(a(), 3)),
  "ceil": () => tf.ceil(tf.mul(a(), 3)),
  "round half to even": () => tf.round(tf.tensor([0.5, 1.5, 2.5, -0.5, 0.3])),
  "sin": () => tf.sin(a()),
  "cos": () => tf.cos(a()),
  "tan": () => tf.tan(a()),
  "asinh": () => tf.asinh(a()),
  "atan": () => tf.atan(a()),
  "step": () => tf.step(a()),
  "step with a slope": () => tf.step(a(), 0.2),
  "isNaN": () => tf.isNaN(tf.tensor([1, NaN, Infinity])),
  "isInf": () => tf.isInf(tf.tensor([1, NaN, -Infinity])),
  "isFinite": () => tf.isFinite(tf.tensor([1, NaN, Infinity])),
  "sum of all": () => tf.sum(a()),
  "sum along an axis": () => tf.sum(a(), 1, true),
  "sum of booleans": () => tf.sum(tf.greater(a(), 0), 0),
  "mean of integers": () => tf.mean(ints(), 0),
  "mean of two axes": () => tf.mean(image(), [1, 2]),
  "max": () => tf.max(a(), 0),
  "min": () => tf.min(a(), -1),
  "prod": () => tf.prod(a(), 1),
  "all": () => tf.all(tf.greater(a(), -1), 1),
  "any": () => tf.any(tf.greater(a(), 1), 0),
  "argMax": () => tf.argMax(a(), 1),
  "argMin": () => tf.argMin(a(), 0),
  "cumsum": () => tf.cumsum(a(), 1),
  "cumsum exclusive, reverse": () => tf.cumsum(a(), 0, true, true),
  "softmax": () => tf.softmax(a()),
  "logSoftmax": () => tf.logSoftmax(a()),
  "logSumExp": () => tf.logSumExp(a(), 1),
  "moments": () => tf.moments(a(), 0).variance,
  "reshape": () => tf.reshape(a(), [2, -1]),
  "expandDims": () => tf.expandDims(a(), 1),
  "squeeze": () => tf.squeeze(tf.expandDims(a(), 0)),
  "transpose": () => tf.transpose(image(), [3, 0, 2, 1]),
  "transpose twice": () =>
    tf.transpose(tf.transpose(image(), [3, 0, 2, 1]), [1, 3, 0, 2]),
  "tile": () => tf.tile(a(), [2, 3]),
  "broadcastTo": () => tf.broadcastTo(row(), [3, 4]),
  "concat": () => tf.concat([a(), b()], 1),
  "stack": () => tf.stack([a(), b()], 1),
  "unstack": () => tf.unstack(a(), 1)[2]!,
  "split": () => tf.split(a(), [1, 3], 1)[1]!,
  "slice": () => tf.slice(a(), [1, 1], [2, 2]),
  "stridedSlice": () => tf.stridedSlice(a(), [0, 3], [3, 0], [2, -1]),
  "pad": () => tf.pad(a(), [[1, 0], [2, 1]], 7),
  "reverse": () => tf.reverse(a(), [0, 1]),
  "gather": () => tf.gather(a(), tf.tensor1d([2, 0, 2], "int32")),
  "gather along the last axis": () =>
    tf.gather(a(), tf.tensor1d([3, 1], "int32"), 1),
  "gatherND": () =>
    tf.gatherND(a(), tf.tensor2d([[0, 1], [2, 3]], [2, 2], "int32")),
  "oneHot": () => tf.oneHot(tf.tensor1d([1, 0, 3], "int32"), 4),
  "unsortedSegmentSum": () =>
    tf.unsortedSegmentSum(a(), tf.tensor1d([1, 0, 1], "int32"), 2),
  "zerosLike": () => tf.zerosLike(a()),
  "fill": () => tf.fill([2, 3], 4),
  "matMul": () =>
    tf.matMul(a() as tf.Tensor2D, b() as tf.Tensor2D, false, true),
  "matMul transposed": () =>
    tf.matMul(a() as tf.Tensor2D, b() as tf.Tensor2D, true),
  "matMul in batches": () =>
    tf.matMul(
      tf.reshape(image(), [2, 18, 6]),
      tf.reshape(image(), [2, 18, 6]),
      false,
      true,
    ),
  "conv2d 3×3 same": () => tf.conv2d(image(), filter(3, 5), 1, "same"),
  "conv2d 4×4 stride 2 same": () => tf.conv2d(image(), filter(4, 2), 2, "same"),
  "conv2d 3×3 valid": () => tf.conv2d(image(), filter(3, 2), 2, "valid"),
  "conv2d dilated": () =>
    tf.conv2d(image(), filter(2, 2), 1, "same", "NHWC", 2),
  "conv2dTranspose": () =>
    tf.conv2dTranspose(
      image(),
      tf.transpose(filter(4, 2), [0, 1, 3, 2]) as tf.Tensor4D,
      [2, 12, 12, 2],
      2,
      "same",
    ),
  "maxPool by the reference": () => tf.maxPool(image(), 2, 2, "same"),
  "gradient of conv2d stride 1": () =>
    slopes(
      (x, w) => tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, 1, "same"),
      image(),
      filter(3, 5),
    ),
  "gradient of conv2d stride 2": () =>
    slopes(
      (x, w) => tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, 2, "same"),
      image(),
      filter(4, 2),
    ),
  "gradient of conv2d 3×3 stride 2 with a rest": () =>
    slopes(
      (x, w) => tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, 2, "valid"),
      image(),
      filter(3, 2),
    ),
  "gradient of conv2d 1×1 stride 2": () =>
    slopes(
      (x, w) => tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, 2, "same"),
      image(),
      filter(1, 4),
    ),
  "gradient of conv2dTranspose": () =>
    slopes(
      (x, w) =>
        tf.conv2dTranspose(
          x as tf.Tensor4D,
          w as tf.Tensor4D,
          [2, 12, 12, 2],
          2,
          "same",
        ),
      image(),
      tf.transpose(filter(4, 2), [0, 1, 3, 2]),
    ),
  "gradient of matMul": () =>
    slopes(
      (x, y) => tf.matMul(x as tf.Tensor2D, y as tf.Tensor2D, false, true),
      a(),
      b(),
    ),
  "gradient of div and pow": () =>
    slopes((x, y) => tf.div(tf.pow(x, 2.5), y), positive(), positive()),
  "gradient of relu, tanh, softplus": () =>
    slopes(
      (x, y) => tf.mul(tf.relu(x), tf.add(tf.tanh(y), tf.softplus(y))),
      a(),
      b(),
    ),
  "gradient of logSoftmax": () =>
    slopes((x, y) => tf.mul(tf.logSoftmax(x), y), a(), b()),
  "gradient of gather": () =>
    slopes(
      (x, y) => tf.mul(tf.gather(x, tf.tensor1d([2, 0, 2], "int32")), y),
      a(),
      b(),
    ),
  "gradient of elu": () => slopes((x, y) => tf.mul(tf.elu(x), y), a(), b()),
  "gradient of max": () =>
    slopes((x, y) => tf.mul(tf.max(x, 1), tf.max(y, 1)), a(), b()),
};

for (const [name, body] of Object.entries(CASES)) {
  Deno.test(`onnx engine computes ${name} like the reference`, async () => {
    await useEngine("cpu");
    const expected = tf.tidy(body);
    const values = expected.dataSync();
    await useEngine("onnx");
    const actual = tf.tidy(body);
    assert.deepEqual(actual.shape, expected.shape);
    assert.equal(actual.dtype, expected.dtype);
    const got = actual.dataSync();
    for (let i = 0; i < values.length; i++) {
      const [x, y] = [Number(values[i]), Number(got[i])];
      const close = Object.is(x, y) || x === y ||
        Math.abs(x - y) <= 2e-5 * Math.max(1, Math.abs(x)) ||
        (name.includes("near zero") && Math.abs(x - y) <= 1e-6 * Math.abs(x));
      assert(close, `element ${i}: expected ${x}, got ${y}`);
    }
    expected.dispose();
    actual.dispose();
  });
}

Deno.test("onnx engine counts kernels that fall back", async () => {
  await useEngine("onnx");
  const before = fallbacks().MaxPool ?? 0;
  tf.tidy(() => tf.maxPool(image(), 2, 2, "same").dataSync());
  assert.equal(fallbacks().MaxPool, before + 1);
});

Deno.test("onnx engine frees what is disposed", async () => {
  await useEngine("onnx");
  const before = tf.engine().backend.numDataIds();
  for (let i = 0; i < 20; i++) {
    tf.tidy(() =>
      tf.sum(tf.conv2d(image(), filter(3, 5), 1, "same")).dataSync()
    );
  }
  assert.equal(tf.engine().backend.numDataIds(), before);
});
