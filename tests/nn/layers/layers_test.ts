import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { applyNetwork } from "../../../lib/nn/network/apply.ts";
import type { Layer, Network } from "../../../lib/nn/network/network.ts";
import { isTrained, outputShape } from "../../../lib/nn/network/shapes.ts";
import { traceNetwork } from "../../../lib/nn/network/trace.ts";
import { type Arrays, ndarray, sizeOf } from "../../../lib/tensor/array.ts";
import { compile, useEngine } from "../../../lib/tensor/mod.ts";
import reference from "./pytorch.json" with { type: "json" };

/** The numbers of the script `pytorch.py`. */
function numbers(
  shape: readonly number[],
  stream: number,
  { scale = 1, shift = 0 } = {},
) {
  return ndarray(
    Float32Array.from(
      { length: sizeOf(shape) },
      (_, i) =>
        ((i * 7919 + stream * 104729) % 2003 / 2003 - 0.5) * scale + shift,
    ),
    shape,
  );
}

type Case = (typeof reference.cases)[number];

/** Names as the script has them, to those in a network of one layer. */
function weightsOf({ weights }: Case): Arrays {
  return Object.fromEntries(
    Object.entries(weights as Record<string, number[]>).map(
      ([name, shape], i) => [
        `0/${name}`,
        numbers(shape, 10 + i, {
          shift: /(gamma|variance)$/.test(name) ? 1 : 0,
        }),
      ],
    ),
  );
}

/** Output, and slopes of its product with fixed numbers. */
async function compute(network: Network, each: Case): Promise<Arrays> {
  const weights = weightsOf(each);
  const shape = [2, ...network.input];
  const given = Object.fromEntries(
    Object.entries(network.given ?? {}).map(([name, shape], i) => [
      `given/${name}`,
      numbers([2, ...shape], 40 + i, { scale: 2 }),
    ]),
  );
  const cells = Object.fromEntries(
    traceNetwork(network).entries.filter(({ name }) =>
      weights[name] === undefined
    ).map(({ name, shape, init }) => [
      name,
      ndarray(new Float32Array(sizeOf(shape)).fill(init as number), shape),
    ]),
  );
  const names = Object.keys(weights).filter(isTrained);
  const run = compile((inputs) => {
    const apply = (x: tf.Tensor, trained: readonly tf.Tensor[]) =>
      applyNetwork(
        network,
        {
          ...inputs,
          ...Object.fromEntries(names.map((name, i) => [name, trained[i]!])),
        },
        x,
        {
          training: true,
          given: Object.fromEntries(
            Object.keys(network.given ?? {}).map((
              name,
            ) => [name, inputs[`given/${name}`]!]),
          ),
        },
      ).output;
    const at = [inputs.x!, ...names.map((name) => inputs[name]!)];
    const output = apply(at[0]!, at.slice(1));
    const direction = numbers(output.shape, 2);
    const slopes = tf.grads((x, ...trained) =>
      tf.sum(
        tf.mul(apply(x!, trained), tf.tensor(direction.data, output.shape)),
      )
    )(at);
    return {
      output,
      x: slopes[0]!,
      ...Object.fromEntries(names.map((name, i) => [name, slopes[i + 1]!])),
    };
  });
  const found = await run.run({
    x: numbers(shape, 1, { scale: each.scale }),
    ...weights,
    ...cells,
    ...given,
  });
  run.dispose();
  return found;
}

function close(found: Arrays[string], wanted: readonly number[], what: string) {
  assert.equal(found.data.length, wanted.length, what);
  const scale = Math.max(1, ...wanted.map(Math.abs));
  wanted.forEach((value, i) =>
    assert.ok(
      Math.abs(Number(found.data[i]) - value) < 1e-5 * scale,
      `${what}[${i}]: ${found.data[i]}, in PyTorch ${value}`,
    )
  );
}

for (const engine of ["onnx", "cpu"]) {
  for (const [place, each] of reference.cases.entries()) {
    const { layer, input, given } = each;
    const network = { input, given, layers: [layer as Layer] } as Network;
    Deno.test(`layer ${place}, ${layer.type}, and its slopes are PyTorch's, on ${engine}`, async () => {
      await useEngine(engine);
      const found = await compute(network, each);
      await useEngine("onnx");
      assert.deepEqual(
        [...found.output!.shape.slice(1)],
        [...outputShape(network)],
      );
      close(found.output!, each.output, "output");
      close(found.x!, each.slope, "slope");
      const slopes = each.slopes as Record<string, number[]>;
      for (const [name, wanted] of Object.entries(slopes)) {
        if (isTrained(name)) close(found[`0/${name}`]!, wanted, name);
      }
    });
  }
}
