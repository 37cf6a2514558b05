import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { senzaiFolder } from "../../senzai_folder.ts";

/** A package with a native part, in a folder of its own under `engines/`. */
export interface NativePackage {
  /** Name of the engine and of the folder. */
  readonly engine: "tensorflow" | "tensorflow-gpu";
  /** Name on npm. */
  readonly name: "@tensorflow/tfjs-node" | "@tensorflow/tfjs-node-gpu";
}

/** TensorFlow on the CPU. */
export const CPU_PACKAGE: NativePackage = {
  engine: "tensorflow",
  name: "@tensorflow/tfjs-node",
};

/** TensorFlow on an NVIDIA GPU. */
export const GPU_PACKAGE: NativePackage = {
  engine: "tensorflow-gpu",
  name: "@tensorflow/tfjs-node-gpu",
};

/** Where the addon lies in its package: Deno has Node-API 8 or later. */
const ADDON = "lib/napi-v8/tfjs_binding.node";

/** Where the addon looks for the libraries of TensorFlow. */
const LIBRARIES = "deps/lib";

/** Paths of a package that may or may not be installed. */
export interface PackagePaths {
  /** The folder that has a `deno.json` and `node_modules` of its own. */
  readonly home: string;
  /** The package itself. */
  readonly folder: string;
  /** The addon. */
  readonly addon: string;
  /** The folder of TensorFlow's libraries. */
  readonly libraries: string;
}

/**
 * Absolute paths of a package.
 *
 * @param root Folder that holds `engines/`: that of Senzai, which is undefined
 * when Senzai itself is loaded from a URL
 */
export function packagePaths(
  { engine, name }: NativePackage,
  root: string | undefined = senzaiFolder(),
): PackagePaths | undefined {
  if (root === undefined) return undefined;
  const home = join(root, "engines", engine);
  const folder = join(home, "node_modules", name);
  return {
    home,
    folder,
    addon: join(folder, ADDON),
    libraries: join(folder, LIBRARIES),
  };
}

/** Whether the native part of a package is on this machine. */
export function hasAddon(paths: PackagePaths | undefined): boolean {
  return paths !== undefined && existsSync(paths.addon) &&
    existsSync(paths.libraries);
}

/** The command with which Deno runs the install script of a package. */
export function installCommand({ engine, name }: NativePackage): string {
  return `deno install --config engines/${engine}/deno.json --allow-scripts=npm:${name}`;
}

/**
 * Loads a package, which makes its backend known to the TensorFlow.js that is
 * in use: Deno gives a package outside its cache the tfjs-core that Senzai
 * imports.
 *
 * @throws {Error} when the package or its native part is not there
 */
export function loadPackage({ name }: NativePackage, home: string): void {
  createRequire(join(home, "deno.json"))(name);
}
