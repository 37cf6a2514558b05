/**
 * The engines.
 *
 * @module
 */
import type { EngineName } from "./classes.ts";
import { cpu } from "./cpu.ts";
import type { Engine } from "./engine.ts";
import { onnx, onnxCuda, onnxCudaTf32, onnxWebgpu } from "./onnx.ts";
import { tensorflow, tensorflowGpu } from "./tensorflow.ts";
import { webgpu } from "./webgpu.ts";

export type { Engine } from "./engine.ts";

/** Every engine of this version. */
export const ENGINES: Readonly<Record<EngineName, Engine>> = {
  "onnx": onnx,
  "onnx-webgpu": onnxWebgpu,
  "onnx-cuda": onnxCuda,
  "onnx-cuda-tf32": onnxCudaTf32,
  "cpu": cpu,
  "webgpu": webgpu,
  "tensorflow": tensorflow,
  "tensorflow-gpu": tensorflowGpu,
};
