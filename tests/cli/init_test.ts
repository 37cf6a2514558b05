import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { main } from "../../lib/cli/main.ts";
import { withFolder } from "../fixtures/folder.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const FILES = [
  "deno.json",
  "deno.lock",
  "examples/smallest.ts",
  "examples/smallest.yaml",
  "examples/own_stage.ts",
];

/** Makes a project from a clone in a folder of this name; its files. */
async function init(clone: string, project: string) {
  await Deno.mkdir(join(clone, "examples"), { recursive: true });
  for (const file of FILES) {
    await Deno.copyFile(join(ROOT, file), join(clone, file));
  }
  let err = "";
  const code = await main(["init", project], {
    catalogue: {},
    stagesModule: join(clone, "stages/mod.ts"),
    mainModule: join(clone, "mod.ts"),
    directory: clone,
    write: () => {},
    warn: (text) => err += text,
    columns: () => undefined,
  });
  assert.equal(code, 0, err);
  const [, specifier] = /from "(.*mod\.ts)"/.exec(
    await Deno.readTextFile(join(project, "pipeline.ts")),
  )!;
  const { tasks } = JSON.parse(
    await Deno.readTextFile(join(project, "deno.json")),
  );
  return { specifier: specifier!, task: tasks.pipeline as string };
}

Deno.test("init leads to a clone whose path has any characters", async () => {
  await withFolder(async (folder) => {
    for (const name of ["plain", "a b#%20c", "it's & $so", "潜在"]) {
      const clone = join(Deno.realPathSync(folder), name);
      const project = join(folder, "projects", name);
      const { specifier, task } = await init(clone, project);
      const from = pathToFileURL(join(Deno.realPathSync(project), "x.ts"));
      assert.equal(
        fileURLToPath(new URL(specifier, from)),
        join(clone, "mod.ts"),
      );
      // What a shell makes of the last word.
      const word = task.slice(task.indexOf("--allow-run ") + 12);
      const { stdout } = await new Deno.Command("sh", {
        args: ["-c", `printf %s ${word}`],
      }).output();
      const launch = new TextDecoder().decode(stdout);
      assert.equal(
        join(Deno.realPathSync(project), launch),
        join(clone, "launch.ts"),
      );
    }
  });
});

Deno.test("init leads to a clone from a folder behind a link", async () => {
  await withFolder(async (folder) => {
    const real = join(Deno.realPathSync(folder), "far/away/in/here");
    await Deno.mkdir(real, { recursive: true });
    await Deno.symlink(real, join(folder, "link"));
    const clone = join(Deno.realPathSync(folder), "clone");
    const { specifier } = await init(clone, join(folder, "link", "mine"));
    assert.equal(
      join(real, "mine", specifier),
      join(clone, "mod.ts"),
    );
  });
});
