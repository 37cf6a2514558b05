import assert from "node:assert/strict";
import { compileArguments } from "../../../../lib/tensor/engines/tensorflow/addon.ts";
import {
  downloadArguments,
  extractArguments,
  requirements,
} from "../../../../lib/tensor/engines/pip.ts";
import {
  LIBRARIES,
  NEEDED,
  WHEEL,
} from "../../../../lib/tensor/engines/tensorflow/wheel.ts";

Deno.test("requirements() admits one wheel by its digest", () => {
  assert.match(
    requirements([WHEEL]),
    /^tensorflow-cpu==[\d.]+ --hash=sha256:[0-9a-f]{64}\n$/,
  );
});

Deno.test("downloadArguments() fetches a wheel for any Python, and nothing else", () => {
  const { tags } = WHEEL;
  const args = downloadArguments("list", { tags, folder: "folder" }).join(" ");
  assert.match(
    args,
    /--no-deps .*--only-binary=:all: .*--python-version 3\.11/,
  );
  assert.match(args, /--dest folder --requirement list$/);
});

Deno.test("extractArguments() takes libraries and C headers only", () => {
  const [flag, , wheel, folder, ...starts] = extractArguments("a.whl", {
    folder: "out",
    starts: NEEDED,
  });
  assert.deepEqual([flag, wheel, folder], ["-c", "a.whl", "out"]);
  assert.ok(LIBRARIES.every((name) => starts.includes(`tensorflow/${name}`)));
  assert.ok(starts.every((start) => !start.includes("python")));
});

Deno.test("compileArguments() links the libraries that were taken out", () => {
  const args = compileArguments({
    tfjsNode: "/node",
    nodeApi: "/api",
    tensorflow: "/made/tensorflow",
  }, "/made/a.node");
  assert.equal(args[args.indexOf("-o") + 1], "/made/a.node");
  for (const name of LIBRARIES) {
    assert.ok(args.includes(`/made/tensorflow/${name}`));
  }
  assert.ok(args.includes("-Wl,-rpath,$ORIGIN/../../deps/lib"));
});
