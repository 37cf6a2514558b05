import assert from "node:assert/strict";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { initNetwork } from "../../../lib/nn/network/init.ts";
import type { Layer, Network } from "../../../lib/nn/network/network.ts";
import { runNetwork } from "../../../lib/nn/network/run_network.ts";
import { toOnnx } from "../../../lib/nn/network/to_onnx.ts";
import { random } from "../../../lib/stats/random.ts";
import { ndarray, sizeOf, useEngine } from "../../../lib/tensor/mod.ts";
import reference from "./pytorch.json" with { type: "json" };

for (const [place, { layer, input, given }] of reference.cases.entries()) {
  if (Object.keys(given).length > 0) continue;
  Deno.test(`layer ${place}, ${layer.type}, is exported for any number of rows`, async () => {
    await useEngine("onnx");
    const network: Network = { input, layers: [layer as Layer] };
    const weights = initNetwork(network, random(1n, "export"));
    const session = await InferenceSession.create(toOnnx({ network, weights }));
    for (const batch of [1, 5]) {
      const shape = [batch, ...input];
      const data = random(2n, batch).normal(new Float32Array(sizeOf(shape)));
      const expected = await runNetwork(
        { network, weights },
        ndarray(data, shape),
      );
      const { output } = await session.run({
        input: new Tensor("float32", data, shape),
      });
      assert.deepEqual([...output!.dims], [...expected.output.shape]);
      (output!.data as Float32Array).forEach((value, i) =>
        assert.ok(Math.abs(value - expected.output.data[i]!) < 1e-5, `${i}`)
      );
    }
    await session.release();
  });
}
