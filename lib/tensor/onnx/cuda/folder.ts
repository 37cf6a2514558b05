import { existsSync } from "node:fs";
import { join } from "node:path";
import { senzaiFolder } from "../../senzai_folder.ts";

/**
 * Absolute path of the folder with CUDA's libraries and a copy of ONNX Runtime's,
 * which looks for its providers beside itself; undefined when Senzai is loaded
 * from a URL. `deno task engine:cuda` fills it.
 *
 * @param root Folder that holds `engines/`
 */
export function cudaFolder(
  root: string | undefined = senzaiFolder(),
): string | undefined {
  return root === undefined
    ? undefined
    : join(root, "engines", "onnx-cuda", "lib");
}

/** Written last: what is in the folder is whole when it is there. */
export const COMPLETE = "complete.json";

/** The folder, if it was filled to the end. */
export function filledCudaFolder(
  folder: string | undefined = cudaFolder(),
): string | undefined {
  return folder !== undefined && existsSync(join(folder, COMPLETE))
    ? folder
    : undefined;
}
