import assert from "node:assert/strict";
import { join } from "node:path";
import { onnx as encodeOnnx } from "../../../stages/encode/onnx.ts";
import { onnx as scoreOnnx } from "../../../stages/score/onnx.ts";
import { withFolder } from "../../fixtures/folder.ts";
import { identityFile, onnxFile } from "../../fixtures/onnx_file.ts";
import { runStage } from "../../fixtures/run_stage.ts";

const SHAPE = [1, 1, 8, 8];
const x = { name: "x", shape: SHAPE };
const y = { name: "y", shape: SHAPE };

/** A model of one operator on the image `x`. */
function oneOperator(
  op: string,
  attributes: readonly object[] = [],
  output: Parameters<typeof onnxFile>[0]["outputs"][0] = y,
) {
  return onnxFile({
    inputs: [x],
    nodes: [{ op, input: ["x"], output: ["y"], attributes }],
    outputs: [output],
  });
}

/** A model that multiplies by eight weights. */
function weighted(weights: object): Uint8Array {
  return onnxFile({
    inputs: [x],
    nodes: [{ op: "Mul", input: ["x", "w"], output: ["y"] }],
    outputs: [y],
    weights: [{ name: "w", dims: [8], dataType: 1, ...weights }],
  });
}

/** A model that was traced with five by ten pixels. */
const traced = onnxFile({
  inputs: [{ name: "x", shape: ["batch", 1, "height", "width"] }],
  nodes: [{ op: "Reshape", input: ["x", "s"], output: ["y"] }],
  outputs: [{ name: "y", shape: ["batch", 50] }],
  weights: [{ name: "s", dims: [2], dataType: 7, int64Data: [-1, 50] }],
});

/** A model that was traced with one image, and forgets all others. */
const single = onnxFile({
  inputs: [{ name: "x", shape: ["batch", 1, 8, 8] }],
  nodes: [{ op: "Reshape", input: ["x", "s"], output: ["y"] }],
  outputs: [{ name: "y", shape: [1, "size"] }],
  weights: [{ name: "s", dims: [2], dataType: 7, int64Data: [1, -1] }],
});

const twoOutputs = onnxFile({
  inputs: [x],
  nodes: [
    {
      op: "ArgMax",
      input: ["x"],
      output: ["class"],
      attributes: [{ name: "axis", type: 2, i: 3 }],
    },
    { op: "Identity", input: ["x"], output: ["features"] },
  ],
  outputs: [
    { name: "class", type: "int64", shape: [1, 1, 8, 1] },
    { name: "features", shape: SHAPE },
  ],
});

const whole = weighted({ rawData: new Uint8Array(32) });
const external = weighted({
  dataLocation: 1,
  externalData: [{ key: "location", value: "weights.bin" }],
});

interface Misfit {
  readonly bytes: Uint8Array;
  readonly config?: object;
  readonly channels?: 1 | 3;
  readonly sentence: RegExp;
}

const ONE_FILE = "expected one whole file that holds its own weights";
const MISFITS: Readonly<Record<string, Misfit>> = {
  "a file of text": {
    bytes: new TextEncoder().encode("hello, this is text"),
    sentence: RegExp(`it is no ONNX model, or cut off; ${ONE_FILE}$`),
  },
  "an empty file": {
    bytes: new Uint8Array(0),
    sentence: RegExp(`it is no ONNX model, or cut off; ${ONE_FILE}$`),
  },
  "a file that is cut off": {
    bytes: whole.subarray(0, whole.length - 10),
    sentence: RegExp(`it is no ONNX model, or cut off; ${ONE_FILE}$`),
  },
  "weights in another file": {
    bytes: external,
    sentence: RegExp(`its weights are in weights\\.bin; ${ONE_FILE}$`),
  },
  "an unknown operator": {
    bytes: oneOperator("Guess"),
    sentence:
      /No Op registered for Guess .*; export it with operators that ONNX Runtime knows$/,
  },
  "operators of the future": {
    bytes: onnxFile({
      inputs: [x],
      nodes: [{ op: "Identity", input: ["x"], output: ["y"] }],
      outputs: [y],
      opset: 99,
    }),
    sentence:
      /model: ONNX Runtime .*Opset 99 .*; export it with operators that ONNX Runtime knows$/,
  },
  "two inputs": {
    bytes: onnxFile({
      inputs: [
        { name: "a", shape: SHAPE },
        { name: "b", type: "int64", shape: [2] },
      ],
      nodes: [{ op: "Identity", input: ["a"], output: ["y"] }],
      outputs: [y],
    }),
    sentence:
      /expected one input of images, float32 with 4 axes, got 'a' float32 \[1,1,8,8\], 'b' int64 \[2\]; export it with such an input$/,
  },
  "no input": {
    bytes: onnxFile({
      inputs: [],
      nodes: [{ op: "Identity", input: ["w"], output: ["y"] }],
      outputs: [{ name: "y", shape: [1] }],
      weights: [{ name: "w", dims: [1], dataType: 1, floatData: [1] }],
    }),
    sentence: /got none; export it with such an input$/,
  },
  "an input of three axes": {
    bytes: identityFile([1, 8, 8]),
    sentence: /with 4 axes, got 'x' float32 \[1,8,8\]; export/,
  },
  "an input of bytes": {
    bytes: identityFile(SHAPE, "uint8"),
    sentence: /got 'x' uint8 \[1,1,8,8\]; export/,
  },
  "an input of half precision": {
    bytes: identityFile(SHAPE, "float16"),
    sentence: /got 'x' float16 \[1,1,8,8\]; export/,
  },
  "an input of double precision": {
    bytes: identityFile(SHAPE, "float64"),
    sentence: /got 'x' float64 \[1,1,8,8\]; export/,
  },
  "an input of integers": {
    bytes: identityFile(SHAPE, "int64"),
    sentence: /got 'x' int64 \[1,1,8,8\]; export/,
  },
  "more channels than the images have": {
    bytes: identityFile([1, 5, 8, 8]),
    config: { layout: "nchw" },
    sentence:
      /input 'x' \[1,5,8,8\] has 5 channels as nchw, the images have 1; give it images of as many, or set 'layout'$/,
  },
  "a grey input for coloured images": {
    bytes: identityFile([1, 8, 8, 1]),
    channels: 3,
    sentence: /has 1 channel as nhwc, the images have 3; give/,
  },
  "the wrong layout": {
    bytes: identityFile([1, 1, 8, 8]),
    config: { layout: "nhwc" },
    sentence: /has 8 channels as nhwc, the images have 1; give/,
  },
  "axes that do not say where the channels are": {
    bytes: identityFile([1, 3, 8, 3]),
    sentence:
      /Cannot tell which axis of the ONNX model's input 'x' \[1,3,8,3\] has the channels: set 'layout' to nchw or nhwc$/,
  },
  "axes that say nothing": {
    bytes: identityFile(["batch", "a", "b", "c"]),
    sentence: /input 'x' \[-1,-1,-1,-1\] has the channels: set 'layout'/,
  },
  "a size that is not the model's": {
    bytes: identityFile(SHAPE),
    config: { size: 16 },
    sentence:
      /Cannot resample to 16 pixels for the ONNX model: its input 'x' \[1,1,8,8\] takes 8×8; leave out 'size'$/,
  },
  "images of another size than it was traced with": {
    bytes: traced,
    sentence:
      /Cannot run the ONNX model on \[2,1,8,8\]: [^/]*Input shape:\{2,1,8,8\}, requested shape:\{-1,50\}; set 'size' to the height and width that it is made for$/,
  },
  "an unknown output": {
    bytes: twoOutputs,
    config: { output: "feature" },
    sentence:
      /Cannot find output 'feature' of the ONNX model: it has 'class', 'features'$/,
  },
  "an output of integers beside another": {
    bytes: twoOutputs,
    sentence:
      /its output 'class' is int64 \[1,1,8,1\] for 1 image, expected float32 \[1, …\]; set 'output' to another: 'features'$/,
  },
  "an output of half precision": {
    bytes: oneOperator("Cast", [{ name: "to", type: 2, i: 10 }], {
      ...y,
      type: "float16",
    }),
    sentence:
      /output 'y' is float16 \[1,1,8,8\] for 1 image, .*; export it with one row of float32 an image$/,
  },
  "one row for several images": {
    bytes: single,
    sentence:
      /output 'y' is float32 \[1,128\] for 2 images, expected float32 \[2, …\]; export it with one row of float32 an image$/,
  },
  "one number an image": {
    bytes: oneOperator("ReduceMean", [
      { name: "axes", type: 7, ints: [1, 2, 3] },
      { name: "keepdims", type: 2, i: 0 },
    ], { name: "y", shape: [1] }),
    sentence:
      /output 'y' is float32 \[1\] for 1 image, expected float32 \[1, …\]; export/,
  },
  "too many numbers to normalise with": {
    bytes: identityFile(SHAPE),
    config: { mean: [0, 0] },
    sentence: /expected 1 number for 'mean', got 2$/,
  },
};

for (const stage of [encodeOnnx, scoreOnnx]) {
  for (
    const [name, { bytes, config, channels = 1, sentence }] of Object.entries(
      MISFITS,
    )
  ) {
    Deno.test(`${stage.spec.name} refuses ${name} in one sentence`, async () => {
      await withFolder(async (folder) => {
        await Deno.writeFile(join(folder, "misfit.onnx"), bytes);
        const images = {
          pixels: new Uint8Array(3 * 64 * channels),
          shape: [3, 8, 8, channels],
          classes: [],
        };
        await assert.rejects(
          () =>
            runStage(stage, {
              inputs: { images },
              config: { model: "misfit.onnx", ...config },
              directory: folder,
            }),
          ({ message }: Error) => {
            assert.match(message, /^'misfit\.onnx': Cannot [^\n]+$/);
            assert.match(message, sentence);
            return true;
          },
        );
      });
    });
  }
}

Deno.test("encode.onnx does not look for weights where the process stands", async () => {
  await withFolder(async (folder) => {
    await Deno.writeFile(join(folder, "misfit.onnx"), external);
    await Deno.writeFile(join(folder, "weights.bin"), new Uint8Array(32));
    const before = Deno.cwd();
    Deno.chdir(folder);
    try {
      await assert.rejects(
        () =>
          runStage(encodeOnnx, {
            inputs: {
              images: {
                pixels: new Uint8Array(128),
                shape: [2, 8, 8, 1],
                classes: [],
              },
            },
            config: { model: "misfit.onnx" },
            directory: folder,
          }),
        /its weights are in weights\.bin/,
      );
    } finally {
      Deno.chdir(before);
    }
  });
});
