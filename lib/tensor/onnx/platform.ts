import { channelBlock } from "./nchwc.ts";
import type { Provider } from "./session.ts";

/** What lowerings may count on where their operators will run. */
export interface Platform {
  /**
   * Channels in a block of ONNX Runtime's blocked layout; 0 where it has none.
   */
  readonly channelBlock: number;
  /** Most outputs that one operator may have. */
  readonly mostOutputs: number;
}

/**
 * Every WebGPU device lets a shader bind 8 buffers, one of which an operator
 * reads; others let it bind 12 or 16.
 *
 * Source: WebGPU, limit maxStorageBuffersPerShaderStage.
 */
const SHADER_OUTPUTS = 7;

/** What holds for operators of a provider. */
export function platformOf(provider: Provider): Platform {
  return {
    channelBlock: provider === "cpu" ? channelBlock() : 0,
    mostOutputs: provider === "webgpu" ? SHADER_OUTPUTS : Infinity,
  };
}
