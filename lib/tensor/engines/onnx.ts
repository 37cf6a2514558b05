import * as tf from "@tensorflow/tfjs-core";
import { BACKEND, onnxBackend, registerOnnx } from "../onnx/register.ts";
import { filledCudaFolder } from "../onnx/cuda/folder.ts";
import { providerError } from "../onnx/provider.ts";
import type { Precision, Provider } from "../onnx/session.ts";
import { gpuInUse } from "../gpu.ts";
import { TARGET } from "../../platform/system.ts";
import { cudaNeeds, nvidiaDriver } from "./cuda/needs.ts";
import type { Engine } from "./engine.ts";

/** Whole training steps as one graph on the CPU; the default. */
export const onnx: Engine = {
  summary: "ONNX Runtime on the CPU, whole training steps as one graph",
  missing: () => Promise.resolve(undefined),
  use: ({ threads }) => use("cpu", threads),
};

/** The same graphs on any GPU with a driver; state stays on it between steps. */
export const onnxWebgpu: Engine = {
  summary: "ONNX Runtime on the GPU through WebGPU, whole steps as one graph",
  missing: () => Promise.resolve(missingWebgpu()),
  use: ({ threads }) => use("webgpu", threads),
};

/** The same graphs on an NVIDIA GPU, captured; state stays on it between steps. */
export const onnxCuda: Engine = {
  summary: "ONNX Runtime on an NVIDIA GPU through CUDA",
  missing: () => Promise.resolve(missingCuda()),
  use: ({ threads }) => use("cuda", threads),
};

/** Products and convolutions with 11 bits of their factors, on tensor cores. */
export const onnxCudaTf32: Engine = {
  summary: "the same with TF32: faster on cards with tensor cores, less exact",
  missing: () => Promise.resolve(missingCuda()),
  use: ({ threads }) => use("cuda", threads, "tf32"),
};

const WEBGPU_REMEDY =
  "it needs a GPU with a Vulkan 1.3, Metal or Direct3D 12 driver, or a software driver such as SwiftShader, which Chromium brings (VK_ICD_FILENAMES names its vk_swiftshader_icd.json)";

/** What this machine lacks, in one line. */
function missingCuda(): string | undefined {
  const needs = cudaNeeds({
    target: TARGET,
    driver: nvidiaDriver,
    hasLibraries: () =>
      filledCudaFolder() !== undefined || providerError("cuda") === undefined,
  });
  if (needs.length > 0) return `it lacks ${needs.join("; ")}`;
  const error = providerError("cuda");
  return error && `ONNX Runtime says: ${error}`;
}

function missingWebgpu(): string | undefined {
  const error = providerError("webgpu");
  return error && `${WEBGPU_REMEDY} (ONNX Runtime says: ${error})`;
}

async function use(
  provider: Provider,
  threads: number,
  precision: Precision = "float32",
): Promise<void> {
  registerOnnx();
  await tf.setBackend(BACKEND);
  onnxBackend().configure({ threads, provider, precision, gpu: gpuInUse() });
}
