import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { eventually, findChromium, openPage } from "../fixtures/browser.ts";
import { call } from "../fixtures/cli.ts";
import {
  assertSamePixels,
  exportSamples,
  exportTo,
  GENERATORS,
  runExported,
  toPixels,
} from "../fixtures/exported.ts";
import { Generator } from "../../stages/kinds/mod.ts";
import { drawOnWeb, webRuntime } from "../fixtures/onnxruntime_web/mod.ts";
import { findPython, needsPython, runPython } from "../fixtures/python.ts";
import { serveFolders } from "../fixtures/serve_folders.ts";

const PAGE = fileURLToPath(
  import.meta.resolve("../../examples/generator.html"),
);
const web = await webRuntime();
const chromium = await findChromium();
const missing = web === undefined
  ? " (onnxruntime-web is not here and cannot be fetched)"
  : "";

/** Exports that the tests here look at, made once. */
const folder = await Deno.makeTempDir({ prefix: "senzai-test-" });
addEventListener("unload", () => Deno.removeSync(folder, { recursive: true }));
await runExported(folder);
const drawn = new Map<string, Awaited<ReturnType<typeof exportSamples>>>();
for (const generator of GENERATORS) {
  await exportTo(folder, generator, `${generator}.onnx`);
  await exportTo(
    folder,
    `${generator}Samples`,
    `${generator}.npy`,
    ...["--array", "codes"],
  );
  drawn.set(generator, await exportSamples(folder, generator));
}

Deno.test("the generators that are exported draw different images", () => {
  for (const [name, { samples }] of drawn) {
    const [, height, width, channels] = samples.shape;
    const size = height * width * channels;
    const images = Array.from(
      { length: samples.shape[0] },
      (_, i) => samples.pixels.subarray(i * size, (i + 1) * size).join(),
    );
    assert.equal(new Set(images).size, images.length, name);
    assert.ok(new Set(samples.pixels).size > 64, name);
  }
});

for (const [generator, { samples, codes }] of drawn) {
  Deno.test({
    name:
      `an exported ${generator} draws the same pixels in ONNX Runtime for the web${missing}`,
    ignore: web === undefined,
    fn: async () => {
      const found = await drawOnWeb(join(folder, `${generator}.onnx`), codes);
      assert.deepEqual(found.shape, samples.shape);
      assertSamePixels(toPixels(found.values), samples.pixels);
    },
  });
}

for (const [generator, { samples }] of drawn) {
  Deno.test({
    name: `an exported ${generator} draws the same pixels in a browser page${
      chromium === undefined ? " (no Chromium here)" : missing
    }`,
    ignore: web === undefined || chromium === undefined,
    fn: async () => {
      await using server = serveFolders({
        "/node_modules/onnxruntime-web/": web!.folder,
        "/examples/": dirname(PAGE),
        "/": folder,
      });
      await Deno.copyFile(PAGE, join(folder, "generator.html"));
      await using page = await openPage(
        chromium!,
        `${server.origin}/generator.html?model=${generator}.onnx&codes=${generator}.npy`,
      );
      const [count, height, width, channels] = samples.shape;
      const status = await eventually(async () => {
        const text = await page.evaluate(
          'document.querySelector("output")?.value',
        );
        return /images in|Cannot/.exec(String(text))?.input;
      });
      assert.match(
        status,
        new RegExp(`^${count} images in [.\\d]+ ms$`),
      );
      const canvas = await page.evaluate(`(() => {
        const canvas = document.querySelector("canvas");
        const { width, height } = canvas;
        const { data } = canvas.getContext("2d")
          .getImageData(0, 0, width, height);
        return { width, data: [...data] };
      })()`) as { width: number; data: number[] };
      const columns = canvas.width / width;
      const found = Array.from(samples.pixels, (_, index) => {
        const channel = index % channels;
        const x = Math.floor(index / channels) % width;
        const y = Math.floor(index / channels / width) % height;
        const i = Math.floor(index / channels / width / height);
        const row = Math.floor(i / columns) * height + y;
        const column = (i % columns) * width + x;
        return canvas.data[(row * canvas.width + column) * 4 + channel]!;
      });
      assertSamePixels(found, samples.pixels);
    },
  });
}

const { out: help } = await call(".", "export", "--help");

/** Lines of the help under a heading, which users copy. */
function program(heading: string): string {
  const [, rest] = help.split(`${heading}\n`);
  assert.ok(rest !== undefined, help);
  return rest.split("\n\n")[0]!.replaceAll(/^ {2}/gm, "");
}

const python = await findPython("numpy", "onnxruntime");
for (const [generator, { samples }] of drawn) {
  Deno.test({
    ...needsPython(
      `an exported ${generator} draws the same pixels in Python, as 'export --help' says`,
      python,
      "onnxruntime",
    ),
    fn: async () => {
      const lines = program("An ONNX file in Python:")
        .replaceAll("g.onnx", `${generator}.onnx`)
        .replaceAll("codes.npy", `${generator}.npy`);
      const out = await runPython(
        python!,
        `${lines}\nimport json\nprint(json.dumps([images.shape, images.ravel().tolist()]))`,
        folder,
      );
      const [shape, values] = JSON.parse(out);
      assert.deepEqual(shape, samples.shape);
      assertSamePixels(toPixels(values), samples.pixels);
    },
  });
}

const reader = await findPython("numpy", "safetensors");
Deno.test({
  ...needsPython(
    "exported weights are read by safetensors in Python, as 'export --help' says",
    reader,
    "safetensors",
  ),
  fn: async () => {
    await exportTo(folder, "gan", "g.safetensors");
    const { network, weights } = Generator.decode(
      await Deno.readFile(join(folder, "g.safetensors")),
    );
    const out = await runPython(
      reader!,
      `${program("A safetensors file in Python:")}
import json
print(json.dumps([facts, {name: [str(array.dtype), array.shape, array.ravel().tolist()] for name, array in arrays.items()}]))`,
      folder,
    );
    const [facts, arrays] = JSON.parse(out);
    assert.equal(facts.kind, "model/generator");
    assert.deepEqual(JSON.parse(facts.meta).network, network);
    assert.deepEqual(
      arrays,
      Object.fromEntries(
        Object.entries(weights).map(([name, { dtype, shape, data }]) => [
          name,
          [dtype, shape, [...data]],
        ]),
      ),
    );
  },
});

const checker = await findPython("onnx");
Deno.test({
  ...needsPython(
    "ONNX's checker takes exported generators",
    checker,
    "onnx",
  ),
  fn: async () => {
    for (const [generator, { codes }] of drawn) {
      const out = await runPython(
        checker!,
        `import onnx
model = onnx.load("${generator}.onnx")
onnx.checker.check_model(model, full_check=True)
for value in [*model.graph.input, *model.graph.output]:
    print(value.name, *[d.dim_param or d.dim_value for d in value.type.tensor_type.shape.dim])`,
        folder,
      );
      assert.equal(
        out,
        `input batch ${codes[0]!.length}\noutput batch 16 16 3\n`,
      );
    }
  },
});

Deno.test("examples/generator.html names the runtime that it is tested with", async () => {
  const { imports } = JSON.parse(
    await Deno.readTextFile(
      new URL("../fixtures/onnxruntime_web/imports.json", import.meta.url),
    ),
  );
  const pinned = imports["onnxruntime-web"].replace("npm:", "");
  const page = await Deno.readTextFile(PAGE);
  assert.ok(page.includes(`npm install --prefix page ${pinned}\n`), pinned);
});
