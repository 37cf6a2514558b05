import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import * as tf from "@tensorflow/tfjs-core";
import { PipelineError } from "../../../lib/dsl/error.ts";
import { engineClass } from "../../../lib/run/machine/engine_class.ts";
import { engines, useEngine } from "../../../lib/tensor/mod.ts";
import { call } from "../../fixtures/cli.ts";
import { withFolder } from "../../fixtures/folder.ts";

const GAN = fileURLToPath(
  new URL("../../fixtures/gan_pipeline.ts", import.meta.url),
);
const listing = await engines();
const present = (name: string) =>
  listing.some((engine) => engine.name === name && engine.present);

/** What the error on an absent engine names, wherever the tests run. */
const REMEDIES: Readonly<Record<string, RegExp>> = {
  "tensorflow": Deno.build.target === "x86_64-unknown-linux-gnu"
    ? /^Cannot use engine 'tensorflow': its native part is not here; run deno task engine:tensorflow in Senzai's folder \(needs Python 3 with pip and a C\+\+ compiler\)$/
    : /^Cannot use engine 'tensorflow': its native part is not here; run deno install .*--allow-scripts=npm:@tensorflow\/tfjs-node /,
  "tensorflow-gpu":
    /^Cannot use engine 'tensorflow-gpu': it lacks .*its native part \(then run deno install --config engines\/tensorflow-gpu\/deno\.json --allow-scripts=npm:@tensorflow\/tfjs-node-gpu in Senzai's folder\)\. Where CUDA 11\.2 cannot be had, take onnx-cuda \(deno task engine:cuda\)$/,
};

for (const [name, expected] of Object.entries(REMEDIES)) {
  Deno.test({
    name: `useEngine() says how to get ${name} where it is absent`,
    ignore: present(name),
    fn: () =>
      assert.rejects(() => useEngine(name), (error) => {
        assert.ok(error instanceof PipelineError);
        assert.match(error.message, expected);
        assert.equal(error.exitCode, 1);
        return true;
      }),
  });

  Deno.test({
    name: `run --engine ${name} ends with exit code 1 where it is absent`,
    ignore: present(name),
    fn: () =>
      withFolder(async (folder) => {
        const { code, err } = await call(
          folder,
          ...["run", GAN, "--engine", name, "--executor", "inline"],
        );
        assert.match(err, new RegExp(`Cannot use engine '${name}': it`));
        assert.equal(code, 1);
      }),
  });
}

Deno.test("engineClass() knows which TensorFlow takes a GPU", () => {
  assert.equal(engineClass("tensorflow").gpu, false);
  assert.equal(engineClass("tensorflow-gpu").gpu, true);
});

Deno.test("no other engine loads TensorFlow", async () => {
  const { code } = await new Deno.Command(Deno.execPath(), {
    args: ["eval", "--quiet", OTHERS],
    cwd: fileURLToPath(new URL("../../..", import.meta.url)),
  }).output();
  assert.equal(code, 0);
});

const OTHERS = `
  import { createRequire } from "node:module";
  import { engines, useEngine } from "./lib/tensor/mod.ts";
  await engines();
  for (const name of ["onnx", "cpu"]) await useEngine(name);
  const files = Object.keys(createRequire(import.meta.url).cache);
  Deno.exit(files.some((file) => file.includes("tfjs-node")) ? 1 : 0);
`;

Deno.test({
  name: "engine tensorflow shares tensors with the tfjs-core in use",
  ignore: !present("tensorflow"),
  fn: async () => {
    await useEngine("tensorflow");
    const files = Object.keys(createRequire(import.meta.url).cache);
    const cores = files.filter((file) => /tf-core\.node\.js$/.test(file));
    assert.equal(cores.length, 1);
    const largest = tf.topk(tf.tensor1d([1, 5, 2]), 2).values;
    assert.deepEqual([...await largest.data()], [5, 2]);
    await useEngine("onnx");
  },
});
