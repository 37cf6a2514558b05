import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { listPictures } from "../../../stages/data/work/list_pictures.ts";
import { folder as stage } from "../../../stages/data/folder.ts";
import { withFolder } from "../../fixtures/folder.ts";
import { pictureOf, writePictures } from "../../fixtures/pictures.ts";
import { play } from "../../fixtures/run.ts";
import { runStage } from "../../fixtures/run_stage.ts";

const png = await pictureOf("a.png", {
  width: 8,
  height: 8,
  channels: 1,
  pixels: new Uint8Array(64).fill(9),
});

/** Writes files: text, or a picture where there is none. */
async function write(
  root: string,
  files: Readonly<Record<string, string | undefined>>,
): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    const path = join(root, name);
    await Deno.mkdir(dirname(path), { recursive: true });
    await Deno.writeFile(
      path,
      text === undefined ? png : new TextEncoder().encode(text),
    );
  }
}

Deno.test("listPictures() tells by kind what it passes over", async () => {
  await withFolder(async (root) => {
    await write(root, {
      "a.png": undefined,
      "noextension": undefined,
      "wrong.txt": undefined,
      "damaged.jpg": "no picture",
      ".hidden/b.png": undefined,
      "__MACOSX/._a.png": "fork",
      "backup.png~": undefined,
      ".DS_Store": "",
      "Thumbs.db": "",
      "Icon\r": "",
      "lost+found/c.png": undefined,
      "sub/desktop.ini": "",
      "photo.NEF": "II*\0",
      "half.png.part": undefined,
      "labels.csv": "a,b",
      "README": "text",
      "odd.name with space": "text",
    });
    const { pictures, passedOver, folders } = listPictures(root);
    assert.deepEqual(pictures, [
      "a.png",
      "damaged.jpg",
      "noextension",
      "wrong.txt",
    ]);
    assert.deepEqual(passedOver, {
      "desktop file": [".DS_Store", "Icon\r", "Thumbs.db", "sub/desktop.ini"],
      hidden: [".hidden", "__MACOSX", "backup.png~", "lost+found"],
      "no picture": ["README", "odd.name with space"],
      unfinished: ["half.png.part"],
      ".csv": ["labels.csv"],
      raw: ["photo.NEF"],
    });
    assert.deepEqual(folders, ["sub"]);
  });
});

Deno.test("listPictures() follows links, but not to the system or round in circles", async () => {
  await withFolder(async (root) => {
    await write(root, { "real/a.png": undefined, "own/b.png": undefined });
    const own = join(root, "own");
    await Deno.symlink(join(root, "real"), join(own, "linked"));
    await Deno.symlink("/proc", join(own, "system"));
    await Deno.symlink("/proc/kmsg", join(own, "endless.png"));
    await Deno.symlink("/dev/null", join(own, "null.png"));
    const { pictures, passedOver } = listPictures(own);
    assert.deepEqual(pictures, ["b.png", "linked/a.png"]);
    assert.deepEqual(passedOver, {
      special: ["endless.png", "null.png", "system"],
    });
    await Deno.symlink(root, join(own, "up"));
    assert.throws(
      () => listPictures(own),
      /own\/up\/own' lies more than 64 folders deep, or a loop of links leads to it; remove it/,
    );
  });
});

Deno.test("data.folder says which classes have no picture, empty folders too", async () => {
  await withFolder(async (root) => {
    await writePictures(root, {
      "a/1.png": [1, 0, 0],
      "a/2.png": [2, 0, 0],
      "b/3.png": [3, 0, 0],
      "b/4.png": [4, 0, 0],
    });
    await Deno.mkdir(join(root, "c"));
    await write(root, { "d/notes.txt": "text", "e/broken.png": "text" });
    const { outputs, log } = await runStage(stage, {
      config: { path: ".", size: 8, duplicates: "equal", corrupt: "skip" },
      directory: root,
    });
    assert.deepEqual(outputs.train.classes, ["a", "b"]);
    assert.match(
      log.join("\n"),
      /drops classes without a picture that can be read: 'c', 'd', 'e'/,
    );
  });
});

Deno.test("data.folder is keyed by what it reads, and by what it passes over by name", async () => {
  await withFolder(async (root) => {
    const own = join(root, "own");
    await writePictures(own, {
      "1.png": [1, 0, 0],
      "2.png": [2, 0, 0],
      "3.png": [3, 0, 0],
    });
    const run = async () => {
      const { train } = stage({ path: "own", size: 8, duplicates: "equal" });
      const { statuses } = await play(join(root, "store"), { train }, {
        directory: root,
      });
      return statuses[0]!.split(" ")[1];
    };
    assert.equal(await run(), "ran");
    // Counted among what is passed over, whatever it holds.
    await write(own, { ".DS_Store": "1", "Thumbs.db": "2" });
    assert.equal(await run(), "ran");
    await write(own, { ".DS_Store": "3" });
    assert.equal(await run(), "hit");
    await write(own, { ".git/HEAD": "one" });
    assert.equal(await run(), "ran");
    await write(own, { ".git/HEAD": "two", ".git/index": "3" });
    assert.equal(await run(), "hit");
    await Deno.symlink("gone.png", join(own, "link.png"));
    assert.equal(await run(), "ran");
    await Deno.mkdir(join(own, "empty"));
    assert.equal(await run(), "ran");
  });
});
