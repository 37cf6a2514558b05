import { addonSession } from "./addon_session.ts";
import { hasApi } from "./c_api/api.ts";
import { hostSession } from "./c_api/host_session.ts";
import type { Session, SessionOptions } from "./session.ts";

/**
 * Compiles a model: through ONNX Runtime's C API, or where foreign functions
 * cannot be had through the package's own binding, which copies more.
 *
 * @param bytes An ONNX model
 */
export function createSession(
  bytes: Uint8Array,
  options: SessionOptions,
): Session {
  return hasApi() ? hostSession(bytes, options) : addonSession(bytes, options);
}
