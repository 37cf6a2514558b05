import assert from "node:assert/strict";
import { join } from "node:path";
import { withFolder } from "../fixtures/folder.ts";
import { pipeline } from "../fixtures/pipeline.ts";
import { writePictures } from "../fixtures/pictures.ts";

/** Runs a pipeline with the given node beside one that is sound. */
async function run(folder: string, node: string, ...args: readonly string[]) {
  await Deno.writeTextFile(
    join(folder, "bad.yaml"),
    `name: bad
nodes:
  data: ${node}
  drawn:
    stage: data.synthetic
    config: { size: 8, limit: 9, validation: 2, testLimit: 2 }
  codes: { stage: encode.pca, inputs: { images: data.train }, config: { dim: 1 } }
targets: { codes: codes.latents, sound: drawn.train }
`,
  );
  return await pipeline(
    folder,
    "run",
    "bad.yaml",
    "--store",
    "store",
    ...args,
  );
}

/** Asserts a failed node, and that the rest was done. */
async function assertFails(
  folder: string,
  node: string,
  sentence: RegExp,
): Promise<void> {
  const { code, out, err } = await run(folder, node);
  assert.equal(code, 1, err);
  const [first = "", second, ...rest] = err.trimEnd().split("\n");
  assert.match(first, /^✗ Cannot run node 'data\.\w+': /);
  assert.match(first, sentence);
  assert.match(second ?? "", /^ {2}log: /);
  assert.deepEqual(rest, []);
  assert.match(out, /✓ data\.synthetic|1 of 3 nodes are in the store/);
  assert.match(out, /- encode\.pca: its input data\.\w+ failed/);
}

/** Asserts misuse: one line, before anything runs. */
async function assertMisuse(
  folder: string,
  node: string,
  sentence: RegExp,
): Promise<void> {
  const { code, out, err } = await run(folder, node);
  assert.equal(code, 2, err);
  assert.match(err, sentence);
  assert.equal(err.trimEnd().split("\n").length, 1, err);
  assert.equal(out, "");
}

const PICTURES = "{ stage: data.folder, config: { path: pictures, size: 8 } }";

Deno.test("a corrupt picture is named, and passed over on request", async () => {
  await withFolder(async (folder) => {
    const pictures = join(folder, "pictures");
    await writePictures(pictures, {
      "a.png": [1, 2, 3],
      "b.png": [4, 5, 6],
      "c.png": [7, 8, 9],
      "d.png": [9, 8, 7],
      "e.png": [6, 5, 4],
    });
    const whole = await Deno.readFile(join(pictures, "c.png"));
    await Deno.writeFile(
      join(pictures, "c.png"),
      whole.subarray(0, whole.length - 20),
    );
    await assertFails(
      folder,
      PICTURES,
      /Cannot decode picture '.*\/pictures\/c\.png': .*; replace or remove it, or set 'corrupt' to skip$/,
    );
    const { code, err } = await run(
      folder,
      "{ stage: data.folder, config: { path: pictures, size: 8, corrupt: skip } }",
    );
    assert.equal(code, 0, err);
  });
});

Deno.test("an empty folder, one of too few pictures, and a file in its place are named", async () => {
  await withFolder(async (folder) => {
    const pictures = join(folder, "pictures");
    await Deno.mkdir(pictures);
    await assertFails(
      folder,
      PICTURES,
      /Cannot read folder '.*\/pictures': expected PNG, JPEG.* files, but it is empty$/,
    );
    await writePictures(pictures, { "a.png": [1, 2, 3], "b.png": [4, 5, 6] });
    await assertFails(
      folder,
      PICTURES,
      /'.*\/pictures': expected at least 3 different ones, got 2; add pictures$/,
    );
    await assertFails(
      folder,
      PICTURES.replace("pictures", "pictures/a.png"),
      /Cannot read folder '.*a\.png': it is a file; give the folder that it lies in$/,
    );
  });
});

Deno.test("a folder that is missing is misuse", async () => {
  await withFolder(async (folder) => {
    await assertMisuse(
      folder,
      PICTURES,
      /^Cannot read .*\/pictures: no such file or folder; check config\.path of node 'data\.folder'\n$/,
    );
  });
});

Deno.test("a truncated IDX file is named", async () => {
  await withFolder(async (folder) => {
    await Deno.mkdir(join(folder, "idx"));
    const head = (type: number, ...extents: readonly number[]) => [
      ...[0, 0, 8, type],
      ...extents.flatMap((extent) => [0, 0, 0, extent]),
    ];
    for (const part of ["train", "t10k"]) {
      await Deno.writeFile(
        join(folder, "idx", `${part}-images-idx3-ubyte`),
        Uint8Array.from([...head(3, 4, 28, 28), ...new Uint8Array(3000)]),
      );
      await Deno.writeFile(
        join(folder, "idx", `${part}-labels-idx1-ubyte`),
        Uint8Array.from([...head(1, 4), 1, 2, 3, 4]),
      );
    }
    await assertFails(
      folder,
      "{ stage: data.mnist, config: { directory: idx, limit: 2, validation: 1, testLimit: 1 } }",
      /Cannot read IDX file '.*\/idx\/train-images-idx3-ubyte': expected 3152 bytes, got 3016; fetch the file again$/,
    );
  });
});

Deno.test("zero steps are misuse, with the place", async () => {
  await withFolder(async (folder) => {
    await Deno.writeTextFile(
      join(folder, "zero.yaml"),
      `name: zero
nodes:
  drawn: { stage: data.synthetic, config: { size: 8, limit: 9 } }
  codes:
    stage: encode.autoencoder
    inputs: { images: drawn.train }
    config: { steps: 0 }
targets: { codes: codes.latents }
`,
    );
    const yaml = await pipeline(folder, "run", "zero.yaml");
    assert.equal(yaml.code, 2);
    assert.match(yaml.err, /^zero\.yaml:7:\d+: .*steps.*0\n$/);
    const module = new URL("../../mod.ts", import.meta.url).href;
    await Deno.writeTextFile(
      join(folder, "zero.ts"),
      `import { data, definePipeline, generate, prior } from "${module}";
const { train } = data.synthetic({ size: 8, limit: 9 });
const { generator } = generate.gan(
  { images: train, prior: prior.normal({ dim: 2 }).prior },
  { steps: 0 },
);
export default definePipeline({ name: "zero", targets: { generator } });
`,
    );
    const typed = await pipeline(folder, "run", "zero.ts");
    assert.equal(typed.code, 2);
    assert.match(
      typed.err,
      /^Cannot configure stage 'generate\.gan': steps.*\n$/,
    );
  });
});
