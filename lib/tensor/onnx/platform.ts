import { channelBlock } from "./channel_block.ts";
import type { Provider } from "./session.ts";

/** What lowerings may count on where their operators will run. */
export interface Platform {
  /**
   * Channels in a block of ONNX Runtime's blocked layout; 0 where it has none.
   */
  readonly channelBlock: number;
  /** Most outputs that one operator may have. */
  readonly mostOutputs: number;
  /**
   * Whether images stay channels first from one convolution to the next, as
   * its kernels take them.
   */
  readonly channelsFirst: boolean;
  /**
   * Whether an operator has thousands of threads, so that rows and sums need
   * not be arranged for a few, and every operator less is time won.
   */
  readonly manyThreads: boolean;
  /** Which tensors are better joined than computed with one by one. */
  readonly joins: Joins;
}

/** Which tensors are better joined than computed with one by one. */
export interface Joins {
  /** Those of up to so many elements. */
  readonly upTo: number;
  /** Those that are whole rows of so many elements apart from others. */
  readonly rows: number;
}

/**
 * Every WebGPU device lets a shader bind 8 buffers, one of which an operator
 * reads; others let it bind 12 or 16.
 *
 * Source: WebGPU, limit maxStorageBuffersPerShaderStage.
 */
const SHADER_OUTPUTS = 7;

/** A processor computes with larger ones as fast as it reads them. */
export const CPU_JOINS: Joins = { upTo: 1 << 13, rows: 1 };

/** What holds for operators of a provider. */
export function platformOf(provider: Provider): Platform {
  return {
    channelBlock: provider === "cpu" ? channelBlock() : 0,
    mostOutputs: provider === "webgpu" ? SHADER_OUTPUTS : Infinity,
    channelsFirst: provider === "cuda",
    manyThreads: provider === "cuda",
    // CUDA's kernel that joins takes a table of all rows from the host.
    joins: {
      cpu: CPU_JOINS,
      webgpu: { upTo: 1 << 24, rows: 1 },
      cuda: { upTo: 1 << 24, rows: 64 },
    }[provider],
  };
}

let inUse: Platform | undefined;

/** What holds for what is recorded now; the CPU's at first. */
export function platformInUse(): Platform {
  return inUse ??= platformOf("cpu");
}

/** Records for a provider from now on. */
export function usePlatform(provider: Provider): void {
  inUse = platformOf(provider);
}

/** Records for a platform while a function runs. */
export function withPlatform<T>(platform: Platform, body: () => T): T {
  const before = inUse;
  inUse = platform;
  try {
    return body();
  } finally {
    inUse = before;
  }
}
