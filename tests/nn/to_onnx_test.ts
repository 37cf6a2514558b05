import assert from "node:assert/strict";
import { join } from "node:path";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { convEncoder } from "../../lib/nn/architectures/conv.ts";
import {
  dcganCritic,
  dcganGenerator,
  weakened,
} from "../../lib/nn/architectures/dcgan.ts";
import { resnet } from "../../lib/nn/architectures/resnet.ts";
import { initNetwork } from "../../lib/nn/network/init.ts";
import type { Network } from "../../lib/nn/network/network.ts";
import { prepend } from "../../lib/nn/network/prepend.ts";
import { runNetwork } from "../../lib/nn/network/run_network.ts";
import { outputShape } from "../../lib/nn/network/shapes.ts";
import { toOnnx } from "../../lib/nn/network/to_onnx.ts";
import { random } from "../../lib/stats/random.ts";
import { ndarray, sizeOf } from "../../lib/tensor/array.ts";
import { useEngine } from "../../lib/tensor/mod.ts";
import { withFolder } from "../fixtures/folder.ts";
import { findPython, needsPython, runPython } from "../fixtures/python.ts";

const IMAGE = [16, 16, 3] as const;

/** Weights with moments and offsets that matter. */
function weighted(network: Network) {
  const stream = random(5n, "buffers");
  const weights = Object.fromEntries(
    Object.entries(initNetwork(network, random(4n, "init"))).map((
      [name, { data, shape }],
    ) => [
      name,
      ndarray(
        name.endsWith("kernel")
          ? data as Float32Array
          : stream.uniform(new Float32Array(data.length), 0.5, 1.5),
        shape,
      ),
    ]),
  );
  return { network, weights };
}

const code = weighted(dcganGenerator(6, { image: IMAGE, width: 4 }));

const MODELS = {
  generator: code,
  "generator of standardised codes": prepend(code, {
    layer: { type: "standardize" },
    weights: {
      scale: ndarray(Float32Array.of(1, 2, 3, 0.5, 0.2, 1), [6]),
      shift: ndarray(Float32Array.of(0, 1, -1, 0.5, 2, -2), [6]),
    },
  }),
  "weakened decoder": weighted(
    weakened(dcganGenerator(6, { image: IMAGE, width: 4 }), 0.4),
  ),
  critic: weighted(dcganCritic(IMAGE, { width: 4 })),
  encoder: weighted(convEncoder(IMAGE, { width: 4, units: 5 })),
  resnet: weighted(resnet(IMAGE, { width: 4, blocks: [1, 2] })),
  "network of resized images, depthwise convolutions and branches": weighted({
    input: [9, 5, 2],
    layers: [
      { type: "resize", height: 8, width: 6 },
      { type: "depthwiseConv", kernel: 3, stride: 2 },
      { type: "relu6" },
      {
        type: "concat",
        branches: [
          [{ type: "conv", filters: 3, kernel: 1 }],
          [{ type: "depthwiseConv", kernel: 5, bias: false }],
        ],
      },
      { type: "globalPool" },
      {
        type: "concat",
        branches: [[{ type: "dense", units: 2 }], [{ type: "tanh" }]],
      },
    ],
  }),
  "uneven kernels": weighted({
    input: [5, 7, 2],
    layers: [
      { type: "conv", filters: 3, kernel: 3, stride: 2 },
      { type: "sigmoid" },
      { type: "convTranspose", filters: 2, kernel: 3, stride: 2 },
      { type: "convTranspose", filters: 2, kernel: 2, stride: 3, bias: false },
    ],
  }),
};

for (const [name, model] of Object.entries(MODELS)) {
  Deno.test(`toOnnx() of a ${name} gives what the network gives`, async () => {
    await useEngine("onnx");
    const session = await InferenceSession.create(toOnnx(model));
    for (const batch of [1, 3]) {
      const shape = [batch, ...model.network.input];
      const data = random(6n, batch).normal(new Float32Array(sizeOf(shape)));
      const expected = await runNetwork(model, ndarray(data, shape));
      const { output } = await session.run({
        input: new Tensor("float32", data, shape),
      });
      assert.deepEqual([...output!.dims], [...expected.output.shape]);
      (output!.data as Float32Array).forEach((value, i) => {
        const other = expected.output.data[i]!;
        assert(Math.abs(value - other) < 1e-4 * Math.max(1, Math.abs(other)));
      });
    }
    await session.release();
  });
}

const CHECK = `
import glob, onnx
for path in sorted(glob.glob("*.onnx")):
    model = onnx.load(path)
    onnx.checker.check_model(model, full_check=True)
    model = onnx.shape_inference.infer_shapes(model, strict_mode=True)
    for value in [*model.graph.input, *model.graph.output]:
        tensor = value.type.tensor_type
        print(path, value.name, onnx.TensorProto.DataType.Name(tensor.elem_type),
              *[dim.dim_param or dim.dim_value for dim in tensor.shape.dim])
`;
const python = await findPython("onnx");

Deno.test({
  ...needsPython("toOnnx() writes what ONNX's checker takes", python, "onnx"),
  fn: async () => {
    await withFolder(async (folder) => {
      const expected = [];
      for (const [name, model] of Object.entries(MODELS).sort()) {
        const file = `${name.replaceAll(" ", "_")}.onnx`;
        await Deno.writeFile(join(folder, file), toOnnx(model));
        const { network } = model;
        expected.push(
          [file, "input FLOAT batch", ...network.input].join(" "),
          [file, "output FLOAT batch", ...outputShape(network)].join(" "),
        );
      }
      const out = await runPython(python!, CHECK, folder);
      assert.deepEqual(out.trimEnd().split("\n").sort(), expected.sort());
    });
  },
});
