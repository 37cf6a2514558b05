import { join } from "node:path";
import { LIBRARIES } from "./wheel.ts";

/** Folders that the addon is made from. */
export interface AddonSources {
  /** The package tfjs-node, which has the C++ sources. */
  readonly tfjsNode: string;
  /** Headers of Node-API. */
  readonly nodeApi: string;
  /** What was taken out of the wheel. */
  readonly tensorflow: string;
}

/** Arguments for a C++ compiler that make the addon. */
export function compileArguments(
  { tfjsNode, nodeApi, tensorflow }: AddonSources,
  addon: string,
): string[] {
  const binding = join(tfjsNode, "binding");
  return [
    ...["-std=c++17", "-O2", "-fPIC", "-shared", "-DNAPI_VERSION=8"],
    ...["-I", nodeApi, "-I", join(tensorflow, "include")],
    ...["tfjs_backend.cc", "tfjs_binding.cc"].map((file) =>
      join(binding, file)
    ),
    ...["-o", addon],
    // Where the package keeps libraries, from where it keeps the addon.
    "-Wl,-rpath,$ORIGIN/../../deps/lib",
    ...LIBRARIES.map((file) => join(tensorflow, file)),
  ];
}
