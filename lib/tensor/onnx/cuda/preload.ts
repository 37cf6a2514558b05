import { join } from "node:path";
import { openLibrary } from "../../../platform/foreign.ts";
import { filledCudaFolder } from "./folder.ts";

/**
 * Libraries that ONNX Runtime's CUDA provider and cuDNN ask the system for by
 * name, each after those that it needs itself.
 */
export const PRELOADED = [
  "libcudart.so.13",
  "libcublasLt.so.13",
  "libcublas.so.13",
  "libcurand.so.10",
  "libnvrtc-builtins.so.13.0",
  "libnvrtc.so.13",
  "libcudnn_graph.so.9",
  "libcudnn_ops.so.9",
  "libcudnn.so.9",
] as const;

let done = false;

/**
 * Opens CUDA's libraries from the folder of `engine:cuda`, once: what is open
 * already, the system's loader finds by name wherever it lies. Without that
 * folder the system's own libraries are left to be found.
 *
 * @throws {Error} naming a library that does not open
 */
export function preloadCuda(folder = filledCudaFolder()): void {
  if (done || folder === undefined) return;
  for (const name of PRELOADED) openLibrary(join(folder, name), {});
  done = true;
}
