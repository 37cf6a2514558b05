import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { applyNetwork } from "../../../lib/nn/network/apply.ts";
import { countFlops, countParameters } from "../../../lib/nn/network/count.ts";
import { drawNoise } from "../../../lib/nn/network/draw_noise.ts";
import { initNetwork } from "../../../lib/nn/network/init.ts";
import { layer } from "../../../lib/nn/layers/layer.ts";
import { registerLayer } from "../../../lib/nn/layers/mod.ts";
import type { Layer, Network } from "../../../lib/nn/network/network.ts";
import { runNetwork } from "../../../lib/nn/network/run_network.ts";
import { outputShape } from "../../../lib/nn/network/shapes.ts";
import { random } from "../../../lib/stats/random.ts";
import {
  type Arrays,
  compile,
  ndarray,
  useEngine,
} from "../../../lib/tensor/mod.ts";

/** Output, updates and reports of a network in training. */
async function train(
  network: Network,
  weights: Arrays,
  { x, noise = {} }: { readonly x: Arrays[string]; readonly noise?: Arrays },
): Promise<Arrays> {
  const run = compile(({ x, ...rest }) => {
    const { output, updates, reports } = applyNetwork(network, rest, x!, {
      training: true,
      noise: rest,
    });
    return { output, ...updates, ...reports };
  });
  const found = await run.run({ x, ...weights, ...noise });
  run.dispose();
  return found;
}

Deno.test("a layer of one's own has shapes, parameters and operations from its one function", async () => {
  await useEngine("onnx");
  registerLayer(layer<{ readonly type: "test.gate"; readonly units: number }>({
    type: "test.gate",
    apply(cx, x, { units }) {
      const gate = cx.param("gate", [x.shape[1]!, units], { deviation: 0.1 });
      const opened = tf.sigmoid(
        tf.matMul(x as tf.Tensor2D, gate as tf.Tensor2D),
      );
      return tf.mul(opened, cx.param("gain", [units], 2));
    },
  }));
  const network: Network = {
    input: [3],
    layers: [{ type: "test.gate", units: 5 } as Layer],
  };
  assert.deepEqual([...outputShape(network)], [5]);
  assert.equal(countParameters(network), 15 + 5);
  assert.equal(countFlops(network), 2 * 15 + 2 * 5);
  const weights = initNetwork(network, random(1n, "own"));
  assert.deepEqual([...weights["0/gain"]!.data], Array(5).fill(2));
  const x = ndarray(new Float32Array(6), [2, 3]);
  const { output } = await train(network, weights, { x });
  assert.deepEqual([...output!.data], Array(10).fill(1));
});

Deno.test("layers of unknown or taken names are refused", () => {
  const def = (type: `${string}.${string}`) =>
    layer<{ readonly type: typeof type }>({ type, apply: (_, x) => x });
  assert.throws(
    () => outputShape({ input: [3], layers: [{ type: "no.such" }] }),
    /Cannot apply layer 'no\.such': expected one of attention, batchNorm,/,
  );
  registerLayer(def("test.once"));
  assert.throws(
    () => registerLayer(def("test.once")),
    /there is one of this name/,
  );
  assert.throws(
    () => registerLayer(def("dense" as "a.b")),
    /has a dot, such as 'mine\.dense'/,
  );
});

Deno.test("an embedding takes rows, and its slopes go to those", async () => {
  const network: Network = {
    input: [3],
    layers: [{ type: "embedding", vocabulary: 4, dim: 2 }],
  };
  assert.deepEqual([...outputShape(network)], [3, 2]);
  for (const engine of ["onnx", "cpu"]) {
    await useEngine(engine);
    const table = Float32Array.from({ length: 8 }, (_, i) => i);
    const run = compile(({ x, table }) => {
      const apply = (table: tf.Tensor) =>
        applyNetwork(network, { "0/table": table }, x!).output;
      const slope = tf.grad((t) => tf.sum(tf.square(apply(t))))(table!);
      return { output: apply(table!), slope };
    });
    const found = await run.run({
      x: ndarray(Int32Array.of(3, 1, 3), [1, 3]),
      table: ndarray(table, [4, 2]),
    });
    run.dispose();
    assert.deepEqual([...found.output!.data], [6, 7, 2, 3, 6, 7]);
    assert.deepEqual([...found.slope!.data], [0, 0, 4, 6, 0, 0, 24, 28]);
  }
  await useEngine("onnx");
});

Deno.test("dropouts drop elements, channels or vectors, and keep the mean", () => {
  const shapes = {
    dropout: [6, 4],
    channelDropout: [1, 4],
    tokenDropout: [6, 1],
  };
  for (const [type, shape] of Object.entries(shapes)) {
    const noise = drawNoise({
      input: [6, 4],
      layers: [{ type, rate: 0.25 } as Layer],
    }, { batch: 3000, random: random(7n, type) });
    const mask = noise["0/mask"]!;
    assert.deepEqual([...mask.shape], [3000, ...shape]);
    const values = [...mask.data];
    assert.ok(
      values.every((value) => value === 0 || Math.abs(value - 4 / 3) < 1e-6),
    );
    const mean = values.reduce((a, b) => a + b) / values.length;
    assert.ok(Math.abs(mean - 1) < 0.03, `${mean}`);
  }
});

Deno.test("a quantiser takes the nearest code, follows its vectors and revives the unused", async () => {
  const network: Network = {
    input: [1],
    layers: [{ type: "vectorQuantizer", codes: 3, decay: 0.5 }],
  };
  for (const engine of ["onnx", "cpu"]) {
    await useEngine(engine);
    const found = await train(network, {
      "0/book": ndarray(Float32Array.of(0, 10, 99), [3, 1]),
      "0/sums": ndarray(Float32Array.of(0, 20, 0), [3, 1]),
      "0/uses": ndarray(Float32Array.of(2, 2, 0), [3]),
    }, { x: ndarray(Float32Array.of(1, -1, 12, 8), [4, 1]) });
    assert.deepEqual([...found.output!.data], [0, 0, 10, 10]);
    // Half the old, half the batch: uses (2, 2, 0), sums (0, 20, 0).
    assert.deepEqual([...found["0/uses"]!.data], [2, 2, 1]);
    // The third code was used by none: it moves onto the third vector.
    assert.deepEqual([...found["0/book"]!.data], [0, 10, 12]);
    assert.deepEqual([...found["0/sums"]!.data], [0, 20, 12]);
    const [commitment] = found["0/commitment"]!.data;
    assert.ok(Math.abs(Number(commitment) - 0.25 * (1 + 1 + 4 + 4) / 4) < 1e-6);
    const [perplexity] = found["0/perplexity"]!.data;
    assert.ok(Math.abs(Number(perplexity) - 2) < 1e-5);
  }
  await useEngine("onnx");
});

Deno.test("slopes pass a quantiser as if it were not there", async () => {
  await useEngine("onnx");
  const network: Network = {
    input: [2],
    layers: [{ type: "vectorQuantizer", codes: 2 }],
  };
  const run = compile(({ x, ...weights }) => ({
    slope: tf.grad((x) =>
      tf.sum(tf.mul(applyNetwork(network, weights, x).output, 3))
    )(x!),
  }));
  const { slope } = await run.run({
    x: ndarray(Float32Array.of(1, 2), [1, 2]),
    "0/book": ndarray(Float32Array.of(0, 0, 5, 5), [2, 2]),
    "0/sums": ndarray(new Float32Array(4), [2, 2]),
    "0/uses": ndarray(new Float32Array(2), [2]),
  });
  run.dispose();
  assert.deepEqual([...slope!.data], [3, 3]);
});

Deno.test("'nearest' gives the number of the nearest vector of its book", async () => {
  await useEngine("onnx");
  const [codes, dim, rows] = [7, 3, 10];
  const book = random(1n, "book").normal(new Float32Array(codes * dim));
  const x = random(2n, "x").normal(new Float32Array(rows * dim));
  const { output } = await runNetwork({
    network: { input: [5, dim], layers: [{ type: "nearest", codes }] },
    weights: { "0/book": ndarray(book, [codes, dim]) },
  }, ndarray(x, [2, 5, dim]));
  assert.deepEqual([...output.shape], [2, 5]);
  for (let i = 0; i < rows; i++) {
    const distances = Array.from(
      { length: codes },
      (_, code) =>
        [0, 1, 2].reduce(
          (sum, k) => sum + (x[i * dim + k]! - book[code * dim + k]!) ** 2,
          0,
        ),
    );
    assert.equal(output.data[i], distances.indexOf(Math.min(...distances)));
  }
});
