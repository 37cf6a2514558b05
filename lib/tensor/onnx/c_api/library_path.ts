import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import "onnxruntime-node";
import { filledCudaFolder } from "../cuda/folder.ts";
import { OS } from "../../../platform/system.ts";

/** Name of the library, by system. */
const NAMES: Readonly<Record<string, string>> = {
  linux: "libonnxruntime.so.1",
  darwin: "libonnxruntime.1.dylib",
  windows: "onnxruntime.dll",
};

/**
 * Path of the library: its copy beside CUDA's provider, where that is installed,
 * else inside of npm's `onnxruntime-node`.
 *
 * @throws {Error} when there is none for this system
 */
export function libraryPath(): string {
  const folder = filledCudaFolder();
  return folder === undefined ? packagedLibrary() : join(folder, NAMES[OS]!);
}

/**
 * Path of the library inside of npm's `onnxruntime-node`, which a loaded module
 * knows.
 *
 * @throws {Error} when there is none for this system
 */
export function packagedLibrary(): string {
  const name = NAMES[OS];
  const loaded = Object.keys(createRequire(import.meta.url).cache);
  const addon = loaded.find((path) => /onnxruntime_binding\.node$/.test(path));
  if (name === undefined || addon === undefined) {
    throw new Error(`onnxruntime-node has no library for ${OS}`);
  }
  return join(dirname(addon), name);
}
