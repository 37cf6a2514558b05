import assert from "node:assert/strict";
import { join } from "node:path";
import { withFolder } from "../../fixtures/folder.ts";
import { pipeline } from "../../fixtures/pipeline.ts";
import { writePictures } from "../../fixtures/pictures.ts";

Deno.test("what a stage tells stands in the terminal and in its log", async () => {
  await withFolder(async (folder) => {
    await writePictures(join(folder, "pictures"), {
      "a.png": [1, 2, 3],
      "b.png": [250, 5, 6],
      "c.png": [7, 250, 9],
    });
    await Deno.writeTextFile(join(folder, "pictures", "notes.txt"), "");
    await Deno.writeTextFile(join(folder, "pictures", ".hidden.png"), "");
    await Deno.writeTextFile(
      join(folder, "own.yaml"),
      `name: own
nodes:
  data: { stage: data.folder, config: { path: pictures, size: 8 } }
targets: { scores: data.scores }
`,
    );
    const { code, out, err } = await pipeline(folder, "run", "own.yaml");
    assert.equal(code, 0, err);
    const told = "passes over 1 hidden: '.hidden.png'; 1 .txt: 'notes.txt'";
    assert.ok(out.includes(`! data.folder: ${told}\n`), out);
    const logs = await pipeline(folder, "logs", "data.folder");
    assert.ok(logs.out.includes(told), logs.out);
    const again = await pipeline(folder, "run", "own.yaml");
    assert.doesNotMatch(again.out, /passes over/);
  });
});
