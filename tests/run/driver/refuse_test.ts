import assert from "node:assert/strict";
import { join } from "node:path";
import { buildGraph } from "../../../lib/plan/graph.ts";
import { planRun } from "../../../lib/run/driver/plan.ts";
import { Store } from "../../../lib/store/store.ts";
import {
  data,
  definePipeline,
  encode,
  generate,
  prior,
  score,
} from "../../../mod.ts";
import { withFolder } from "../../fixtures/folder.ts";
import { writePictures } from "../../fixtures/pictures.ts";
import { play } from "../../fixtures/run.ts";

/** Pictures of as many shades, one in each of so many folders in turn. */
async function write(root: string, classes: number): Promise<void> {
  await writePictures(
    root,
    Object.fromEntries(
      Array.from({ length: 12 }, (_, i) => {
        const folder = classes === 0 ? "" : `class${i % classes}/`;
        return [`${folder}${i}.png`, [20 * i, 0, 0]] as const;
      }),
    ),
  );
}

function classified(config: { readonly labels?: boolean } = {}) {
  const { train, validation } = data.folder({
    path: "pictures",
    size: 8,
    duplicates: "equal",
    ...config,
  });
  const { classifier } = score.classifier(
    { images: train, heldOut: validation },
    { width: 2, features: 4, steps: 2, batch: 4 },
  );
  const codes = encode.pca({ images: train }, { dim: 1 });
  return { classifier, latents: codes.latents };
}

Deno.test("a run that needs labels is refused before anything runs", async () => {
  await withFolder(async (folder) => {
    const store = join(folder, "store");
    const run = (targets: ReturnType<typeof classified>) =>
      play(store, targets, { directory: folder });
    await write(join(folder, "pictures"), 0);
    const why =
      /^Cannot run node 'score\.classifier': the images have no labels; put each class in a folder of its own, or judge by score\.random, score\.pretrained, score\.ssl or score\.onnx, which need none$/;
    await assert.rejects(() => run(classified()), {
      code: "misuse",
      message: why,
    });
    const plan = async (refuse: boolean) => {
      using opened = Store.open(store);
      return await planRun(
        buildGraph(
          definePipeline({ name: "test", seed: 0, targets: classified() }),
        ),
        opened,
        { directory: folder, refuse },
      );
    };
    await assert.rejects(() => plan(true), { code: "misuse", message: why });
    assert.equal((await plan(false)).runs, 1);
    await Deno.remove(join(folder, "pictures"), { recursive: true });
    await write(join(folder, "pictures"), 1);
    await assert.rejects(
      () => run(classified()),
      /'score\.classifier': the images are all of one class/,
    );
    await Deno.remove(join(folder, "pictures"), { recursive: true });
    await write(join(folder, "pictures"), 2);
    await assert.rejects(() => run(classified({ labels: false })), {
      message: why,
    });
    const { statuses } = await run(classified());
    // Nothing of the refused runs had been made.
    assert.deepEqual([...statuses].sort(), [
      "data.folder ran",
      "encode.pca ran",
      "score.classifier ran",
    ]);
  });
});

Deno.test("what needs no labels runs without them, and says what it leaves out", async () => {
  await withFolder(async (folder) => {
    await write(join(folder, "pictures"), 0);
    const { train } = data.folder({
      path: "pictures",
      size: 8,
      duplicates: "equal",
    });
    const { scores } = encode.pca({ images: train }, { dim: 1 });
    const { events, nodes } = await play(join(folder, "store"), { scores }, {
      directory: folder,
    });
    assert.ok(nodes.every(({ status }) => status === "ran"));
    const log = events.flatMap((event) =>
      event.type === "node-log" ? [JSON.stringify(event)] : []
    ).join("\n");
    assert.match(log, /leaves out knnAccuracy, for the images have no labels/);
  });
});

Deno.test("classes of samples are not scored by features that tell none", async () => {
  await withFolder(async (folder) => {
    const { train, validation } = data.synthetic({
      size: 8,
      limit: 20,
      validation: 10,
      testLimit: 10,
    });
    const law = prior.normal({ dim: 2 }).prior;
    const { generator } = generate.gan({ images: train, prior: law }, {
      width: 2,
      steps: 1,
    });
    const { samples } = generate.sample({ generator, prior: law }, {
      count: 10,
    });
    const extractors = { random: score.random({ images: train }).extractor };
    const { scores } = score.modes({
      samples: score.sampleFeatures({ samples, extractors }).features,
      reference: score.features({ images: validation, extractors }).features,
    });
    await assert.rejects(
      () => play(join(folder, "store"), { scores }),
      /Cannot run node 'score\.modes': it counts classes, and features of score\.random tell none; give the features of score\.classifier/,
    );
  });
});

Deno.test("a watched training that is too short is refused before anything runs", async () => {
  await withFolder(async (folder) => {
    const { train, validation } = data.synthetic({ size: 8 });
    const trained = (steps: number, heldOut: boolean) =>
      generate.gan({
        images: train,
        prior: prior.normal({ dim: 2 }).prior,
        ...heldOut ? { heldOut: validation } : {},
      }, { steps, stop: { first: 5 }, width: 2 });
    await assert.rejects(
      () => play(folder, { scores: trained(39, true).scores }),
      /^PipelineError: Cannot run node 'generate\.gan': expected a budget 'steps' of at least 40, 8 times 'stop\.first', got 39/,
    );
    using store = Store.open(folder);
    const plan = (steps: number, heldOut: boolean) =>
      planRun(
        buildGraph(
          definePipeline({
            name: "test",
            targets: { scores: trained(steps, heldOut).scores },
          }),
        ),
        store,
        { refuse: true },
      );
    assert.equal((await plan(40, true)).runs, 2);
    assert.equal((await plan(39, false)).runs, 2);
  });
});
