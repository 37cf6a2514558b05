import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { withFolder } from "../fixtures/folder.ts";
import { formatText } from "../../lib/store/open.ts";
import { canMount, withMount } from "../fixtures/mount.ts";
import { pipeline } from "../fixtures/pipeline.ts";

const MOUNTABLE = await canMount();
const FRAGILE = fileURLToPath(
  new URL("../fixtures/fragile_pipeline.ts", import.meta.url),
);

/** A pipeline whose second node needs about 6 MB. */
const LARGE = `name: large
nodes:
  small:
    stage: data.synthetic
    config: { size: 8, limit: 9, validation: 2, testLimit: 2 }
  large:
    stage: data.synthetic
    config: { size: 32, limit: 6000, validation: 2, testLimit: 2 }
targets: { small: small.train, large: large.train }
`;

Deno.test({
  name: "a full disk is one sentence, and what was made is kept",
  ignore: !MOUNTABLE,
  async fn() {
    await withMount(4, async (folder) => {
      await Deno.writeTextFile(join(folder, "large.yaml"), LARGE);
      const args = ["run", "large.yaml", "--store", "store", "--jobs", "1"];
      const { code, err } = await pipeline(folder, ...args);
      assert.equal(code, 1);
      const sentences = err.split("\n").filter((line) =>
        line !== "" && !line.startsWith("  log: ")
      );
      assert.equal(sentences.length, 1, err);
      assert.match(
        sentences[0]!,
        /^✗ Cannot write to the store at .*: no space is left on the device; free some space/,
      );
      const again = await pipeline(folder, ...args, "--only", "small");
      assert.equal(again.code, 0, again.err);
      assert.match(again.out, /Done: 0 ran, 1 from the store/);
    });
  },
});

Deno.test({
  name: "a read-only store serves what it holds and refuses the rest",
  ignore: !MOUNTABLE,
  async fn() {
    await withMount(8, async (folder, makeReadOnly) => {
      const args = ["run", FRAGILE, "--store", "store", "--set"];
      const made = await pipeline(folder, ...args, "how=well");
      assert.equal(made.code, 0, made.err);
      makeReadOnly();
      const again = await pipeline(folder, ...args, "how=well");
      assert.equal(again.code, 0, again.err);
      const other = await pipeline(folder, ...args, "how=otherwise");
      assert.equal(other.code, 1);
      assert.match(
        other.err,
        /^[^\n]*it is read-only; choose another folder with --store[^\n]*\n$/,
      );
    });
  },
});

Deno.test("a store of a newer version is left alone", async () => {
  await withFolder(async (folder) => {
    const args = ["run", FRAGILE, "--store", "store", "--set", "how=well"];
    assert.equal((await pipeline(folder, ...args)).code, 0);
    const format = join(folder, "store", "format");
    const newer = formatText(99);
    await Deno.writeTextFile(format, newer);
    const { code, err } = await pipeline(folder, ...args);
    assert.equal(code, 1);
    assert.match(
      err,
      /^[^\n]*a newer version wrote it \(format 99.*update[^\n]*\n$/,
    );
    assert.equal(await Deno.readTextFile(format), newer);
  });
});
