import assert from "node:assert/strict";
import {
  type GpuMachine,
  gpuNeeds,
  thisMachine,
} from "../../../../lib/tensor/engines/tensorflow/gpu_needs.ts";

/** A Linux machine without some libraries. */
function machine(
  { without = /^$/, gpus = 1, target = "x86_64-unknown-linux-gnu" }: {
    without?: RegExp;
    gpus?: number;
    target?: string;
  },
): GpuMachine {
  return {
    target,
    hasLibrary: (name) => !without.test(name),
    countGpus: () => gpus,
  };
}

const CASES: readonly (readonly [string, GpuMachine, string[]])[] = [
  ["nothing where all is there", machine({}), []],
  ["the driver", machine({ without: /libcuda\.so/ }), [
    "an NVIDIA GPU with its driver (libcuda.so.1)",
  ]],
  ["the GPU where the driver finds none", machine({ gpus: 0 }), [
    "an NVIDIA GPU (its driver finds none)",
  ]],
  ["one library of CUDA", machine({ without: /cusolver/ }), [
    "CUDA 11.2 (libcusolver.so.11)",
  ]],
  ["all of CUDA, and cuDNN", machine({ without: /\.so\.(8|1\d)/ }), [
    "CUDA 11.2 (libcudart.so.11.0 and 6 more)",
    "cuDNN 8.1 (libcudnn.so.8)",
  ]],
  ["another system", machine({ target: "aarch64-apple-darwin" }), [
    "Linux or Windows on x86_64 (this is aarch64-apple-darwin)",
  ]],
];

for (const [what, given, expected] of CASES) {
  Deno.test(`gpuNeeds() names ${what}`, () => {
    assert.deepEqual(gpuNeeds(given), expected);
  });
}

Deno.test("this machine is looked at without harm", () => {
  assert.equal(thisMachine.hasLibrary("libnone.so.1"), false);
  assert.equal(thisMachine.countGpus("libnone.so.1"), 0);
});

Deno.test({
  name: "libraries are found where the system's loader looks",
  ignore: Deno.build.os !== "linux",
  fn: () => assert.equal(thisMachine.hasLibrary("libm.so.6"), true),
});
