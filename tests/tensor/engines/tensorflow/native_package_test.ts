import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import {
  CPU_PACKAGE,
  GPU_PACKAGE,
  hasAddon,
  installCommand,
  packagePaths,
} from "../../../../lib/tensor/engines/tensorflow/native_package.ts";
import { withFolder } from "../../../fixtures/folder.ts";

const ROOT = join(import.meta.dirname!, "../../../..");

Deno.test("hasAddon() wants the addon and the libraries", async () => {
  await withFolder(async (root) => {
    const paths = packagePaths(CPU_PACKAGE, root)!;
    assert.equal(hasAddon(paths), false);
    await Deno.mkdir(dirname(paths.addon), { recursive: true });
    await Deno.writeTextFile(paths.addon, "");
    assert.equal(hasAddon(paths), false);
    await Deno.mkdir(paths.libraries, { recursive: true });
    assert.equal(hasAddon(paths), true);
  });
});

Deno.test("hasAddon() is false where Senzai has no folder", () => {
  assert.equal(hasAddon(undefined), false);
});

for (const which of [CPU_PACKAGE, GPU_PACKAGE]) {
  Deno.test(`engine ${which.engine} has a folder that pins the version of tfjs-core in use`, async () => {
    const { home } = packagePaths(which)!;
    const read = async (path: string) =>
      JSON.parse(await Deno.readTextFile(path));
    const { imports } = await read(join(ROOT, "deno.json"));
    const own = await read(join(home, "deno.json"));
    const version = imports["@tensorflow/tfjs-core"].split("@").at(-1);
    assert.equal(own.imports[which.name], `npm:${which.name}@${version}`);
    assert.ok(
      installCommand(which).includes(`engines/${which.engine}/deno.json`),
    );
  });

  Deno.test(`engine ${which.engine} is not among the packages that every clone downloads`, async () => {
    for (const file of ["deno.json", "deno.lock"]) {
      const text = await Deno.readTextFile(join(ROOT, file));
      assert.ok(!text.includes(which.name), file);
    }
  });
}
