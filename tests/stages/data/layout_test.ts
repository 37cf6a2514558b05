import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { layoutOf } from "../../../stages/data/work/folder_classes.ts";
import { folderParts } from "../../../stages/data/work/folder_parts.ts";
import { folder as stage } from "../../../stages/data/folder.ts";
import { withFolder } from "../../fixtures/folder.ts";
import { pictureOf } from "../../fixtures/pictures.ts";
import { runStage } from "../../fixtures/run_stage.ts";
import { paintScene } from "../../fixtures/scenes.ts";

function layout(
  files: readonly string[],
  options: {
    readonly labels?: boolean;
    readonly splits?: "auto" | "folders" | "random";
  } = {},
) {
  return layoutOf(files, {
    root: "/pictures",
    labels: true,
    splits: "auto",
    ...options,
  });
}

Deno.test("layoutOf() takes folders for parts by their names, in any case", () => {
  const names: Readonly<Record<string, readonly string[]>> = {
    train: ["train", "Train", "TRAINING", "training_set", "train-images"],
    validation: ["val", "valid", "Validation", "dev", "val_set"],
    test: ["test", "Testing", "TEST", "test_set"],
  };
  for (const [part, spellings] of Object.entries(names)) {
    for (const name of spellings) {
      const other = part === "train" ? "test" : "train";
      const files = [`${other}/a/1.png`, `${name}/a/2.png`, `${name}/b/3.png`];
      const { partOf, classOf } = layout(files);
      assert.equal(partOf(files[1]!), part, name);
      assert.deepEqual(files.map(classOf), ["a", "a", "b"]);
    }
  }
  for (const files of [["train/1.png"], ["train/a/1.png", "plane/a/2.png"]]) {
    assert.deepEqual(layout(files).given, []);
  }
});

Deno.test("layoutOf() looks into a folder that holds all others", () => {
  const parts = layout(["data/x/train/a/1.png", "data/x/test/a/2.png"]);
  assert.deepEqual(parts.given, ["train", "test"]);
  assert.equal(parts.classOf("data/x/test/a/2.png"), "a");
  const classes = layout(["data/a/1.png", "data/b/2.png"]);
  assert.equal(classes.classOf("data/b/2.png"), "b");
  const one = layout(["a/1.png", "a/2.png"]);
  assert.equal(one.classOf("a/2.png"), "a");
});

Deno.test("layoutOf() asks where parts and other things lie side by side", () => {
  const files = ["train/a/1.png", "test/a/2.png", "extra/a/3.png"];
  assert.throws(
    () => layout(files),
    /Cannot tell parts from classes in folder '\/pictures': 'extra\/a\/3\.png' lies beside folders such as 'train' and 'test'; move it away, or set 'splits' to random/,
  );
  assert.deepEqual(layout(files, { splits: "random" }).given, []);
  assert.throws(
    () => layout(["train/1.png", "test/2.png", "3.png"]),
    /'3\.png' lies beside/,
  );
});

/** Parts of files by their names alone; the letter is the content. */
function parts(
  files: readonly string[],
  options: {
    readonly groups?: readonly number[];
    readonly limit?: number;
  } = {},
) {
  return folderParts([...files.keys()], {
    root: "/pictures",
    config: { validation: 0.1, test: 0.1, limit: options.limit },
    seed: 1n,
    layout: layout(files),
    files,
    digests: files.map((file) => file.slice(file.lastIndexOf("/"))),
    ...(options.groups === undefined ? {} : { groups: options.groups }),
  });
}

Deno.test("folderParts() limits given parts together", () => {
  const files = Array.from(
    { length: 200 },
    (_, i) => `${i % 4 === 0 ? "test" : "train"}/${i}.png`,
  );
  const { train, validation, test } = parts(files, { limit: 40 });
  assert.equal(train.length + validation.length + test.length, 40);
  assert.ok(test.length >= 4 && test.length <= 18, `${test.length}`);
  assert.ok(test.every((at) => files[at]!.startsWith("test/")));
});

Deno.test("folderParts() says when given parts hold the same pictures", () => {
  const files = ["train/1.png", "train/2.png", "test/3.png", "test/4.png"];
  assert.throws(
    () => parts(files, { groups: [7, 8, 7, 8] }),
    /expected at least 2 different ones, got 0; 2 were left out, for their like lies in a later part; add pictures, or set 'splits' to random/,
  );
});

Deno.test("data.folder takes a near-duplicate of a held-out picture from training", async () => {
  await withFolder(async (root) => {
    const write = async (name: string, scene: number, side: number) => {
      const path = join(root, name);
      await Deno.mkdir(dirname(path), { recursive: true });
      await Deno.writeFile(
        path,
        await pictureOf(name, {
          width: side,
          height: side,
          channels: 3,
          pixels: paintScene(scene, side),
        }),
      );
    };
    for (let i = 0; i < 12; i++) await write(`train/a/${i}.png`, i, 48);
    for (let i = 20; i < 26; i++) await write(`test/a/${i}.png`, i, 48);
    // The same pictures at another size and in another format.
    await write("test/a/3.jpg", 3, 64);
    await write("val/a/5.webp", 5, 40);
    await write("val/a/21.jpg", 21, 64);
    const { outputs, log } = await runStage(stage, {
      config: { path: ".", size: 32 },
      directory: root,
    });
    const counts = [outputs.train, outputs.validation, outputs.test]
      .map(({ shape }) => shape[0]);
    assert.deepEqual(counts, [10, 1, 7]);
    assert.equal(outputs.scores.acrossParts.value, 3);
    assert.match(
      log.join("\n"),
      /left out of a part 3 pictures whose like lies in a later one; nothing is both trained on and held out/,
    );
  });
});
