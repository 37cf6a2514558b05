import assert from "node:assert/strict";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { listFiles } from "../fixtures/folder.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** Where code is loaded by a name that is computed, and where that comes from. */
const LOADS: Readonly<Record<string, string>> = {
  "lib/cli/import_module.ts": "the pipeline file, and imports in its folder",
  "lib/run/attempt/find_stage.ts": "the modules that defined the job's stages",
};

/** Sources of what runs, by path relative to the tree. */
function sources(): Map<string, string> {
  const files = ["lib", "stages"].flatMap((folder) =>
    listFiles(join(ROOT, folder)).map((file) => join(ROOT, folder, file))
  );
  files.push(join(ROOT, "cli.ts"), join(ROOT, "launch.ts"));
  return new Map(
    files.filter((file) => file.endsWith(".ts")).map((file) => [
      relative(ROOT, file).replaceAll("\\", "/"),
      Deno.readTextFileSync(file).replaceAll(/^\s*(\/\*\*|\*|\/\/).*$/gm, ""),
    ]),
  );
}

Deno.test("code comes from modules only: artifacts are never evaluated", () => {
  const found = sources();
  assert.ok(found.size > 200);
  const loading: string[] = [];
  for (const [path, text] of found) {
    assert.doesNotMatch(
      text,
      /\beval\(|new Function\(|node:vm|WebAssembly\.(compile|instantiate)/,
      path,
    );
    if (/\bimport\(\s*[^"'\s]/.test(text)) loading.push(path);
  }
  // The guard's own text, with the address of a module of this tree.
  const guard = "lib/run/attempt/worker/_orphan.ts";
  assert.deepEqual(
    loading.filter((path) => path !== guard).sort(),
    Object.keys(LOADS).sort(),
  );
});
