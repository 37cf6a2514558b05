import { join } from "node:path";
import {
  cStringAt,
  openLibrary,
  type Pointer,
} from "../../../platform/foreign.ts";
import { filledCudaFolder } from "./folder.ts";

/** CUDA's runtime library, as far as copies need it. */
export interface CudaRuntime {
  /**
   * Waits until all that was copied is there: from the host a copy is over as soon
   * as its bytes were taken, and other streams do not wait for them.
   *
   * @throws {Error} in CUDA's words
   */
  settle(): void;
  /**
   * Copies bytes from one place to another, each on the host or on a card.
   *
   * @throws {Error} in CUDA's words
   */
  copy(
    to: Pointer,
    from: Pointer,
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
  const { symbols } = openLibrary(path, {
    cudaMemcpy: {
      parameters: ["pointer", "pointer", "usize", "i32"],
      result: "i32",
    },
    cudaStreamSynchronize: { parameters: ["pointer"], result: "i32" },
    cudaGetErrorString: { parameters: ["i32"], result: "pointer" },
  });
  const check = (code: number, what: string) => {
    if (code === 0) return;
    const words = symbols.cudaGetErrorString(code);
    throw new Error(
      `Cannot ${what} between the host and the GPU: ${
        words === null ? `error ${code}` : cStringAt(words)
      }`,
    );
  };
  return {
    copy: (to, from, bytes) =>
      check(
        symbols.cudaMemcpy(to, from, BigInt(bytes), AS_ADDRESSED),
        `copy ${bytes} bytes`,
      ),
    // The stream that copies take, which is the null one.
    settle: () => check(symbols.cudaStreamSynchronize(null), "copy"),
  };
}
