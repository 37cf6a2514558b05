import assert from "node:assert/strict";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { data, definePipeline } from "../../../mod.ts";
import { buildGraph } from "../../../lib/plan/mod.ts";
import { planRun } from "../../../lib/run/driver/plan.ts";
import { Store } from "../../../lib/store/mod.ts";
import { fashionMnist } from "../../../stages/data/fashion_mnist.ts";
import type { ImageSet } from "../../../stages/kinds/mod.ts";
import { withFolder } from "../../fixtures/folder.ts";
import { runStage } from "../../fixtures/run_stage.ts";

const DEBIAN = "/usr/share/datasets/fashion-mnist";

/** An IDX file of bytes. */
function idx(extents: readonly number[], byte: (at: number) => number) {
  const count = extents.reduce((product, extent) => product * extent, 1);
  const head = [0, 0, 8, extents.length];
  for (const extent of extents) head.push(0, 0, extent >> 8, extent & 255);
  return Uint8Array.from([
    ...head,
    ...Array.from({ length: count }, (_, at) => byte(at)),
  ]);
}

async function read(config: Readonly<Record<string, unknown>>) {
  const { outputs } = await runStage(fashionMnist, { config });
  return outputs as unknown as Record<
    "train" | "validation" | "test",
    ImageSet
  >;
}

Deno.test("data.fashionMnist reads compressed files and plain ones", async () => {
  await withFolder(async (folder) => {
    for (const [part, count] of [["train", 5], ["t10k", 3]] as const) {
      const images = idx([count, 28, 28], (at) => (at * 37) % 251);
      const labels = idx([count], (at) => 9 - at);
      const path = (kind: string) => join(folder, `${part}-${kind}-ubyte`);
      await Deno.writeFile(`${path("images-idx3")}.gz`, gzipSync(images));
      await Deno.writeFile(path("labels-idx1"), labels);
    }
    const { train, validation, test } = await read({
      path: folder,
      limit: 3,
      validation: 2,
      testLimit: 3,
    });
    assert.deepEqual(train.shape, [3, 32, 32, 1]);
    assert.deepEqual(validation.shape, [2, 32, 32, 1]);
    assert.deepEqual(test.shape, [3, 32, 32, 1]);
    assert.deepEqual([...train.labels!], [9, 8, 7]);
    assert.equal(train.classes[9], "ankle boot");
    // Padded by two pixels.
    assert.equal(train.pixels[2 * 32 + 3], 37);
    await assert.rejects(
      () => read({ path: folder, limit: 9, validation: 2, testLimit: 3 }),
      /Cannot read Fashion-MNIST in .*: expected at least 11 training images, got 5/,
    );
  });
});

Deno.test("data.fashionMnist says before anything runs how to get the files", async () => {
  await withFolder(async (folder) => {
    using store = Store.open(folder);
    const { train } = data.fashionMnist({ path: "nowhere" });
    const graph = buildGraph(definePipeline({ name: "f", targets: { train } }));
    await assert.rejects(
      () => planRun(graph, store, { directory: folder }),
      /nowhere: no such file or folder; check config\.path .*apt-get install dataset-fashion-mnist/,
    );
  });
});

const isInstalled = await Deno.stat(DEBIAN).then(() => true, () => false);

Deno.test({
  name:
    "data.fashionMnist reads Debian's package (needs dataset-fashion-mnist)",
  ignore: !isInstalled,
  async fn() {
    const { train, test } = await read({
      limit: 500,
      validation: 100,
      testLimit: 500,
    });
    // The first picture of the set is an ankle boot.
    assert.equal(train.classes[train.labels![0]!], "ankle boot");
    const mean = train.pixels.reduce((sum, value) => sum + value, 0) /
      (500 * 28 * 28);
    // The published mean of all training pixels is 0.2860 of 255.
    assert.ok(Math.abs(mean / 255 - 0.286) < 0.02, `${mean / 255}`);
    assert.equal(test.shape[0], 500);
  },
});
