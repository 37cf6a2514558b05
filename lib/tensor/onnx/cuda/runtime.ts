import { join } from "node:path";
import { filledCudaFolder } from "./folder.ts";

/** CUDA's runtime library, as far as copies need it. */
export interface CudaRuntime {
  /**
   * Copies bytes from one place to another, each on the host or on a card, and
   * waits until they are there.
   *
   * @throws {Error} in CUDA's words
   */
  copy(
    to: Deno.PointerValue,
    from: Deno.PointerValue,
    bytes: number,
  ): void;
}

/** Source: driver_types.h, enum cudaMemcpyKind: as the addresses say. */
const AS_ADDRESSED = 4;

/** The library by version, the newest first. */
const NAMES = ["libcudart.so.13", "libcudart.so.12"] as const;

let opened: CudaRuntime | undefined;

/** CUDA's runtime library: of `engine:cuda`, else of the system; if there is one. */
export function cudaRuntime(): CudaRuntime | undefined {
  const folder = filledCudaFolder();
  const paths = folder === undefined
    ? NAMES
    : NAMES.slice(0, 1).map((name) => join(folder, name));
  for (const path of paths) {
    if (opened !== undefined) break;
    try {
      opened = open(path);
    } catch {
      // Another version may be here.
    }
  }
  return opened;
}

function open(path: string): CudaRuntime {
  const { symbols } = Deno.dlopen(path, {
    cudaMemcpy: {
      parameters: ["pointer", "pointer", "usize", "i32"],
      result: "i32",
    },
    cudaGetErrorString: { parameters: ["i32"], result: "pointer" },
  });
  return {
    copy(to, from, bytes) {
      const code = symbols.cudaMemcpy(to, from, BigInt(bytes), AS_ADDRESSED);
      if (code === 0) return;
      const words = symbols.cudaGetErrorString(code);
      throw new Error(
        `Cannot copy ${bytes} bytes between the host and the GPU: ${
          words === null
            ? `error ${code}`
            : Deno.UnsafePointerView.getCString(words)
        }`,
      );
    },
  };
}
