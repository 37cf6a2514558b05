import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { normalizeRows } from "../../../lib/nn/functions/normalize_rows.ts";
import { gaussianDivergence } from "../../../lib/nn/losses/gaussian_divergence.ts";
import { vicreg } from "../../../lib/nn/losses/vicreg.ts";
import { useEngine } from "../../../lib/tensor/mod.ts";
import cases from "./pytorch_losses.json" with { type: "json" };

const LOSSES: Readonly<
  Record<string, (a: tf.Tensor, b: tf.Tensor) => tf.Tensor>
> = {
  vicreg: (a, b) =>
    vicreg(a, b, { invariance: 25, variance: 25, covariance: 1 }),
  gaussianDivergence,
  cosine: (p, z) =>
    tf.mean(
      tf.sum(tf.squaredDifference(normalizeRows(p), normalizeRows(z)), 1),
    ),
};

for (const { name, shapes, inputs, value, slopes } of cases) {
  Deno.test(`the loss ${name} and its slopes are PyTorch's`, async () => {
    await useEngine("cpu");
    const [a, b] = inputs.map((data, i) =>
      tf.tensor(data, shapes[i] as [number, number])
    ) as [tf.Tensor, tf.Tensor];
    const { value: found, grads } = tf.valueAndGrads((a, b) =>
      LOSSES[name]!(a!, b!) as tf.Scalar
    )([a, b]);
    assert.ok(Math.abs(found.dataSync()[0]! / value - 1) < 1e-5);
    const scale = Math.max(...slopes.flat().map(Math.abs));
    grads.forEach((grad, i) =>
      grad.dataSync().forEach((slope, j) =>
        assert.ok(
          Math.abs(slope - slopes[i]![j]!) < 1e-5 * scale,
          `${slope} for ${slopes[i]![j]}`,
        )
      )
    );
    await useEngine("onnx");
  });
}
