import { filledCudaFolder } from "../onnx/cuda/folder.ts";
import { type Driver, driverNeeds, nvidiaDriver } from "./cuda/needs.ts";

/**
 * Name of the fastest engine that is here: `onnx-cuda` where its libraries were
 * installed and a driver finds a card, else `onnx`. Engines through WebGPU are not
 * chosen: which is faster, they or the CPU, depends on the card.
 *
 * Loads nothing but NVIDIA's driver, and that only beside the libraries.
 *
 * @param machine Where to look; by default this one
 */
export function fastestEngine(
  { folder, driver = nvidiaDriver }: {
    readonly folder?: string | undefined;
    readonly driver?: () => Driver | undefined;
  } = { folder: filledCudaFolder() },
): "onnx" | "onnx-cuda" {
  return folder !== undefined && driverNeeds(driver()).length === 0
    ? "onnx-cuda"
    : "onnx";
}
