import assert from "node:assert/strict";
import { join } from "node:path";
import { deflateSync } from "node:zlib";
import { crc32 } from "node:zlib";
import { decodeIdx } from "../../lib/image/idx.ts";
import { externalFiles } from "../../lib/tensor/onnx/external_files.ts";
import {
  decodeSafetensors,
  encodeSafetensors,
} from "../../lib/tensor/safetensors.ts";
import { folder as folderStage } from "../../stages/data/folder.ts";
import {
  Images,
  Latents,
  Page,
  Scores,
  Table,
} from "../../stages/kinds/mod.ts";
import { decision } from "../../stages/report/decision.ts";
import { html } from "../../stages/report/work/html.ts";
import { pageOf } from "../../stages/report/work/page.ts";
import { withFolder } from "../fixtures/folder.ts";
import { writePictures } from "../fixtures/pictures.ts";
import { runStage } from "../fixtures/run_stage.ts";
import { madeUpStudy } from "../fixtures/study.ts";

/** A PNG file of one grey, whose rows compress a thousandfold. */
function flatPng(width: number, height: number): Uint8Array {
  const head = new Uint8Array(13);
  const view = new DataView(head.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  head.set([8, 0, 0, 0, 0], 8);
  // Enough rows for a decoder that believes the header.
  const rows = new Uint8Array((width + 1) * Math.min(height, 1000));
  return Uint8Array.from([
    ...[0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a],
    ...chunk("IHDR", head),
    ...chunk("IDAT", deflateSync(rows)),
    ...chunk("IEND", new Uint8Array(0)),
  ]);
}

function chunk(type: string, data: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(12 + data.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, data.length);
  bytes.set(new TextEncoder().encode(type), 4);
  bytes.set(data, 8);
  view.setUint32(8 + data.length, crc32(bytes.subarray(4, 8 + data.length)));
  return bytes;
}

/** A safetensors file with a given header and no data. */
function headed(header: unknown): Uint8Array {
  const text = typeof header === "string" ? header : JSON.stringify(header);
  const bytes = new Uint8Array(8 + text.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
  bytes.set(new TextEncoder().encode(text), 8);
  return bytes;
}

/** Asserts an error of one sentence that comes soon and takes no memory. */
function assertRefused(body: () => unknown, message: RegExp): void {
  const before = Deno.memoryUsage().rss;
  const started = performance.now();
  assert.throws(body, { message });
  assert.ok(performance.now() - started < 5000, "slow");
  assert.ok(Deno.memoryUsage().rss - before < 500 * 2 ** 20, "large");
}

async function readPictures(root: string, corrupt: "fail" | "skip" = "fail") {
  return await runStage(folderStage, {
    directory: root,
    config: {
      path: "pictures",
      size: 8,
      corrupt,
      validation: 0.25,
      test: 0.25,
    },
  });
}

Deno.test("data.folder refuses pictures that unpack to too many pixels", async () => {
  await withFolder(async (root) => {
    const pictures = join(root, "pictures");
    await writePictures(pictures, {
      "a.png": [1, 2, 3],
      "b.png": [4, 5, 6],
      "c.png": [7, 8, 9],
      "d.png": [9, 8, 7],
    });
    const bomb = flatPng(50_000, 50_000);
    assert.ok(bomb.length < 100_000);
    await Deno.writeFile(join(pictures, "bomb.png"), bomb);
    await assert.rejects(
      readPictures(root),
      /^Error: Cannot decode picture '.*bomb\.png': expected at most 100000000 pixels, got \d+ × \d+; make it smaller; replace or remove it, or set 'corrupt' to skip$/,
    );
    const { outputs } = await readPictures(root, "skip");
    const [train] = outputs.train.shape;
    const [test] = outputs.test.shape;
    assert.ok(train > 0 && test > 0);
  });
});

Deno.test("data.folder decodes pictures only, whatever their names say", async () => {
  await withFolder(async (root) => {
    const pictures = join(root, "pictures");
    await writePictures(pictures, { "a.png": [1, 2, 3], "b.png": [4, 5, 6] });
    const svg =
      '<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8">' +
      '<image href="file:///etc/hostname" width="8" height="8"/></svg>';
    await Deno.writeTextFile(join(pictures, "c.png"), svg);
    await assert.rejects(
      readPictures(root),
      /Cannot decode picture '.*c\.png': SVG drawings: export as PNG;/,
    );
  });
});

Deno.test("data.folder refuses files of more than 256 MiB unread", async () => {
  await withFolder(async (root) => {
    const pictures = join(root, "pictures");
    await writePictures(pictures, { "a.png": [1, 2, 3] });
    // A sparse file takes no room on the disk.
    await Deno.writeFile(join(pictures, "large.png"), new Uint8Array(1));
    await Deno.truncate(join(pictures, "large.png"), 2 ** 34);
    await assert.rejects(
      readPictures(root),
      /Cannot read picture '.*large\.png': expected at most 268435456 bytes, got 17179869184; remove it/,
    );
  });
});

Deno.test("decodeSafetensors() refuses declared sizes before it allocates", () => {
  const entry = (shape: readonly number[], end: number) => ({
    x: { dtype: "F32", shape, data_offsets: [0, end] },
  });
  assertRefused(
    () => decodeSafetensors(headed(entry([1e6, 1e6], 4e12))),
    /has extent 1000000 in a file of \d+ bytes|expected 4000000000000 bytes/,
  );
  assertRefused(
    () => decodeSafetensors(headed(entry([1e12, 0], 0))),
    /^Cannot read safetensors: array 'x' has extent 1000000000000 in a file/,
  );
  assertRefused(
    () => decodeSafetensors(headed(entry([2 ** 32, 2 ** 32], 0))),
    /lies in bytes 0 to 0/,
  );
  const vast = new Uint8Array(16);
  new DataView(vast.buffer).setBigUint64(0, 2n ** 63n, true);
  assertRefused(() => decodeSafetensors(vast), /header of \d+ bytes in a file/);
  assertRefused(
    () => decodeSafetensors(headed("[".repeat(1e6) + "]".repeat(1e6))),
    /header is not a JSON object/,
  );
});

Deno.test("kinds refuse artifacts that are not what they say", () => {
  const rows = (shape: readonly number[], kind: string) => {
    const count = shape.reduce((product, each) => product * each, 1);
    return encodeSafetensors({
      pixels: { data: new Uint8Array(count), shape, dtype: "uint8" },
      codes: { data: new Float32Array(count), shape, dtype: "float32" },
    }, { kind, meta: '{"classes":[]}' });
  };
  assertRefused(
    () => Images.decode(rows([2, 2], "images")),
    /array 'pixels' has shape \[2,2\], expected 4 axes/,
  );
  assertRefused(
    () => Images.decode(rows([1, 1, 1, 1], "latents")),
    /the file holds 'latents'/,
  );
  assert.equal(Latents.decode(rows([2, 3], "latents")).dim, 3);
  const text = (json: string) => new TextEncoder().encode(json);
  const deep = `${"[".repeat(1e6)}${"]".repeat(1e6)}`;
  for (const json of [deep, "null", "7", "{", `{"columns":1,"rows":2}`]) {
    assertRefused(() => Table.decode(text(json)), /^Cannot read 'table': /);
  }
  assertRefused(
    () => Table.decode(text('{"columns":["a"],"rows":[7]}')),
    /^Cannot read 'table': expected lists as rows/,
  );
  for (const json of [deep, "null", '{"a":{"value":"1"}}', '{"a":null}']) {
    assertRefused(() => Scores.decode(text(json)), /^Cannot read 'scores': /);
  }
});

Deno.test("decodeIdx() refuses extents beyond the file", () => {
  const rank = 200;
  const bytes = new Uint8Array(4 + 4 * rank).fill(255);
  bytes.set([0, 0, 8, rank]);
  assertRefused(() => decodeIdx(bytes, "x"), /expected .* bytes, got 804/);
});

Deno.test("externalFiles() finds weights elsewhere inside subgraphs too", async () => {
  const { default: proto } = await import("onnx-proto");
  const tensor = {
    name: "w",
    dataLocation: 1,
    externalData: [{ key: "location", value: "../../etc/passwd" }],
  };
  const inside = { node: [{ attribute: [{ name: "value", t: tensor }] }] };
  const graph = { node: [{ attribute: [{ name: "then", g: inside }] }] };
  const bytes = proto.onnx.ModelProto.encode(
    proto.onnx.ModelProto.create({ graph: graph as never }),
  ).finish();
  assert.deepEqual(externalFiles(bytes), ["../../etc/passwd"]);
});

Deno.test("pages run no script, whatever text is on them", () => {
  const page = pageOf(html`${'<script>alert("x")</script>'}`, {
    title: "</title><script>",
    language: "en",
  });
  assert.doesNotMatch(page, /<script/i);
  assert.match(
    page,
    /<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">/,
  );
  assert.equal(Page.decode(Page.encode(page)), page);
});

Deno.test("report.decision writes labels as text, never as HTML", async () => {
  const latents = ["<script>alert(1)</script>", '"><img src onerror>', "pca"];
  const study = madeUpStudy(
    { latents, widths: [2, 4, 8], seeds: [0, 1, 2] },
    (latent, width, seed) => 640 / width + seed + latent.length,
  );
  const { outputs } = await runStage(decision, {
    inputs: { ...study },
    config: { baseline: latents[0]! },
  });
  assert.doesNotMatch(outputs.page, /<script|<img src onerror/i);
  assert.match(outputs.page, /&lt;script&gt;alert\(1\)/);
});
