import assert from "node:assert/strict";
import { engines, useEngine } from "../../../lib/tensor/mod.ts";
import { WORKLOADS } from "../../bench/engine/workloads.ts";

const cuda = (await engines()).find(({ name }) => name === "onnx-cuda")!;
/** Statistics are computed without an engine. */
const COMPILED = /^(dcgan16|sngan|simclr|transformer|decoder)/;

for (const { name, start } of WORKLOADS) {
  if (!COMPILED.test(name)) continue;
  Deno.test({
    name: `all of ${name} is computed on the GPU, and captured`,
    ignore: !cuda.present,
    async fn() {
      await useEngine("onnx-cuda");
      const { warn } = console;
      const said: unknown[] = [];
      console.warn = (...words) => said.push(...words);
      try {
        // ONNX Runtime refuses to capture what would leave the device.
        const running = await start();
        await running.call(0);
        running.dispose();
      } finally {
        console.warn = warn;
        await useEngine("onnx");
      }
      assert.deepEqual(said, []);
    },
  });
}
