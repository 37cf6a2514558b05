import assert from "node:assert/strict";
import {
  cudaNeeds,
  type Driver,
  driverNeeds,
  nvidiaDriver,
} from "../../../../lib/tensor/engines/cuda/needs.ts";
import {
  ONNXRUNTIME,
  TAGS,
  TARGET,
  WHEELS,
} from "../../../../lib/tensor/engines/cuda/wheels.ts";
import {
  downloadArguments,
  requirements,
} from "../../../../lib/tensor/engines/pip.ts";
import { engines } from "../../../../lib/tensor/mod.ts";
import { openApi } from "../../../../lib/tensor/onnx/c_api/api.ts";
import {
  COMPLETE,
  cudaFolder,
  filledCudaFolder,
} from "../../../../lib/tensor/onnx/cuda/folder.ts";
import { PRELOADED } from "../../../../lib/tensor/onnx/cuda/preload.ts";
import { withFolder } from "../../../fixtures/folder.ts";

function needs(driver: Driver | undefined, hasLibraries = true): string[] {
  return cudaNeeds({
    target: TARGET,
    driver: () => driver,
    hasLibraries: () => hasLibraries,
  });
}

Deno.test("cudaNeeds() names each missing piece with its remedy", () => {
  assert.deepEqual(needs({ cuda: 13_000, gpus: 1 }), []);
  assert.deepEqual(needs({ cuda: 13_020, gpus: 8 }), []);
  assert.match(
    needs(undefined)[0]!,
    /driver, 580 or newer \(libcuda\.so\.1 is/,
  );
  assert.match(needs({ cuda: 13_000, gpus: 0 })[0]!, /its driver finds none/);
  const old = needs({ cuda: 12_040, gpus: 1 }, false);
  assert.equal(old.length, 2);
  assert.match(
    old[0]!,
    /this one knows 12\.4: install 580 .* or use onnx-webgpu/,
  );
  assert.match(
    old[0]!,
    /with CUDA 12 .*install\.js --onnxruntime-node-install/,
  );
  assert.match(old[1]!, /run deno task engine:cuda/);
  const mac = cudaNeeds({
    target: "aarch64-apple-darwin",
    driver: () => undefined,
    hasLibraries: () => false,
  });
  assert.deepEqual(mac.length, 1);
  assert.match(mac[0]!, /use onnx-webgpu here/);
});

Deno.test("nvidiaDriver() is nothing where there is no driver", () => {
  assert.equal(nvidiaDriver("libnothing-of-that-name.so.1"), undefined);
  assert.equal(driverNeeds(undefined).length, 1);
});

Deno.test("CUDA's wheels are told by their hashes, and have what is opened", () => {
  assert.match(
    requirements(WHEELS),
    /^([a-z0-9-]+==[\d.]+ --hash=sha256:[0-9a-f]{64}\n){6}$/,
  );
  const files = WHEELS.flatMap(({ libraries }) => libraries)
    .map((path) => path.split("/").at(-1)!);
  for (const name of PRELOADED) {
    assert.ok(files.some((file) => name.startsWith(file)), name);
  }
  const args = downloadArguments("list", { tags: TAGS, folder: "out" });
  assert.match(args.join(" "), /--no-deps --only-binary=:all: .*--dest out/);
});

Deno.test("CUDA's provider is of the version of ONNX Runtime in use", () => {
  assert.equal(openApi().version, ONNXRUNTIME);
});

Deno.test("a folder of CUDA's libraries counts once it is whole", async () => {
  await withFolder((root) => {
    const folder = cudaFolder(root)!;
    assert.equal(filledCudaFolder(folder), undefined);
    Deno.mkdirSync(folder, { recursive: true });
    assert.equal(filledCudaFolder(folder), undefined);
    Deno.writeTextFileSync(`${folder}/${COMPLETE}`, "[]");
    assert.equal(filledCudaFolder(folder), folder);
    return Promise.resolve();
  });
});

Deno.test("onnx-cuda says what this machine lacks, or is here", async () => {
  const listing = (await engines()).find(({ name }) => name === "onnx-cuda")!;
  if (nvidiaDriver() !== undefined) return;
  assert.equal(listing.present, false);
  assert.match(listing.reason, /it lacks .*(driver|Linux on x86-64)/);
});
