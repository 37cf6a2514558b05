import type { Pointer } from "../../../platform/foreign.ts";
import { openApi } from "./api.ts";
import { type Handle, handleFrom, Out } from "./handle.ts";
import { cText } from "./text.ts";

/** Memory of a device, as ONNX Runtime names it. */
export interface Device {
  /** Such as `"Cuda"` or `"WebGPU_Buffer"`; the host is `"Cpu"`. */
  readonly name: string;
  /** Number of the device among its kind. */
  readonly id: number;
}

/** Source: onnxruntime_c_api.h, enums OrtAllocatorType and OrtMemType. */
const DEVICE_ALLOCATOR = 0;
const DEFAULT_MEMORY = 0;

/** Says in which memory something lies or is to lie. */
export function memoryInfo({ name, id }: Device): Handle {
  const { api } = openApi();
  return handleFrom(
    (out) =>
      api.CreateMemoryInfo(
        cText(name),
        DEVICE_ALLOCATOR,
        id,
        DEFAULT_MEMORY,
        out,
      ),
    api.ReleaseMemoryInfo,
  );
}

let host: Handle | undefined;

/** The host's memory; it is never freed. */
export function hostMemory(): Handle {
  return host ??= memoryInfo({ name: "Cpu", id: 0 });
}

/** ONNX Runtime's own allocator on the host; it is never freed. */
export function hostAllocator(): Pointer {
  const out = new Out();
  openApi().api.GetAllocatorWithDefaultOptions(out.bytes);
  return out.pointer;
}

/**
 * Allocates where a session computes.
 *
 * @param session Must outlive the allocator and all that comes from it
 * @param memory Of a device that the session uses
 */
export function allocatorOf(session: Handle, memory: Handle): Handle {
  const { api } = openApi();
  return handleFrom(
    (out) => api.CreateAllocator(session.pointer, memory.pointer, out),
    api.ReleaseAllocator,
  );
}
