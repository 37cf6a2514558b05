import * as tf from "@tensorflow/tfjs-core";
import { BACKEND, onnxBackend, registerOnnx } from "../onnx/register.ts";
import { providerError } from "../onnx/provider.ts";
import type { Provider } from "../onnx/session.ts";
import type { Engine } from "./engine.ts";

/** Whole training steps as one graph on the CPU; the default. */
export const onnx: Engine = {
  name: "onnx",
  summary: "ONNX Runtime on the CPU, whole training steps as one graph",
  numerics: "onnx/cpu/3",
  missing: () => Promise.resolve(undefined),
  use: ({ threads }) => use("cpu", threads),
};

/** The same graphs on any GPU with a driver; state stays on it between steps. */
export const onnxWebgpu: Engine = {
  name: "onnx-webgpu",
  summary: "ONNX Runtime on the GPU through WebGPU, whole steps as one graph",
  numerics: "onnx/webgpu",
  missing: () => Promise.resolve(missing("webgpu", WEBGPU_REMEDY)),
  use: ({ threads }) => use("webgpu", threads),
};

/** The same graphs on an NVIDIA GPU; state crosses to the host between steps. */
export const onnxCuda: Engine = {
  name: "onnx-cuda",
  summary: "ONNX Runtime on an NVIDIA GPU through CUDA",
  numerics: "onnx/cuda",
  missing: () => Promise.resolve(missing("cuda", CUDA_REMEDY)),
  use: ({ threads }) => use("cuda", threads),
};

const WEBGPU_REMEDY =
  "it needs a GPU with a Vulkan 1.3, Metal or Direct3D 12 driver, or a software driver such as SwiftShader, which Chromium brings (VK_ICD_FILENAMES names its vk_swiftshader_icd.json)";

const CUDA_REMEDY = Deno.build.target === "x86_64-unknown-linux-gnu"
  ? "it needs an NVIDIA GPU with its driver, CUDA 12 and cuDNN 9, and ONNX Runtime's CUDA libraries: deno run -A npm:onnxruntime-node@1.30.0/script/install.js --onnxruntime-node-install"
  : "ONNX Runtime has it for Linux on x86-64 only; use onnx-webgpu";

function missing(provider: Provider, remedy: string): string | undefined {
  const error = providerError(provider);
  return error && `${remedy} (ONNX Runtime says: ${error})`;
}

async function use(provider: Provider, threads: number): Promise<void> {
  registerOnnx();
  await tf.setBackend(BACKEND);
  onnxBackend().configure({ threads, provider });
}
