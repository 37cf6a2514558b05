/**
 * The engines, the default first.
 *
 * @module
 */
import { cpu } from "./cpu.ts";
import type { Engine } from "./engine.ts";
import { onnx, onnxCuda, onnxCudaTf32, onnxWebgpu } from "./onnx.ts";
import { tensorflow, tensorflowGpu } from "./tensorflow.ts";
import { webgpu } from "./webgpu.ts";

export type { Engine } from "./engine.ts";

/** Every engine of this version. */
export const ENGINES: readonly Engine[] = [
  onnx,
  onnxWebgpu,
  onnxCuda,
  onnxCudaTf32,
  cpu,
  webgpu,
  tensorflow,
  tensorflowGpu,
];
