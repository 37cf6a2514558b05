import assert from "node:assert/strict";
import { join } from "node:path";
import { withFolder } from "../fixtures/folder.ts";
import { identityFile } from "../fixtures/onnx_file.ts";
import { pipeline } from "../fixtures/pipeline.ts";

/** Calls a command on a pipeline that encodes with `model.onnx`. */
async function run(folder: string, command: string, ...args: string[]) {
  await Deno.writeTextFile(
    join(folder, "bad.yaml"),
    `name: bad
nodes:
  drawn:
    stage: data.synthetic
    config: { size: 8, limit: 9, validation: 2, testLimit: 2 }
  codes:
    stage: encode.onnx
    inputs: { images: drawn.train }
    config: { model: model.onnx }
targets: { codes: codes.latents, encoder: codes.encoder }
`,
  );
  return await pipeline(
    folder,
    command,
    "bad.yaml",
    ...args,
    ...["--store", "store"],
  );
}

Deno.test("an ONNX file that is missing is misuse", async () => {
  await withFolder(async (folder) => {
    const { code, err } = await run(folder, "run");
    assert.equal(code, 2);
    assert.match(
      err,
      /^Cannot read .*\/model\.onnx: no such file or folder; check config\.model of node 'encode\.onnx'\n$/,
    );
  });
});

Deno.test("an ONNX file that does not fit is named, with its node, in one line", async () => {
  await withFolder(async (folder) => {
    await Deno.writeFile(
      join(folder, "model.onnx"),
      identityFile([1, 1, 8, 8], "float16"),
    );
    const { code, err } = await run(folder, "run");
    assert.equal(code, 1);
    const [first = "", second, ...rest] = err.trimEnd().split("\n");
    assert.match(
      first,
      /^✗ Cannot run node 'encode\.onnx': 'model\.onnx': Cannot use the ONNX model: .*got 'x' float16 \[1,1,8,8\]; export it with such an input$/,
    );
    assert.match(second ?? "", /^ {2}log: /);
    assert.deepEqual(rest, []);
  });
});

Deno.test("an encoder from an ONNX file is not exported as one", async () => {
  await withFolder(async (folder) => {
    await Deno.writeFile(
      join(folder, "model.onnx"),
      identityFile([1, 1, 8, 8]),
    );
    const made = await run(folder, "run");
    assert.equal(made.code, 0, made.err);
    const { code, err } = await run(
      folder,
      "export",
      ...["encoder", "--to", "again.onnx"],
    );
    assert.equal(code, 2);
    assert.match(err, /^Cannot export [^\n]*the file is there already\n$/);
  });
});
