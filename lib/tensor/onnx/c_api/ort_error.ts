/**
 * Kinds of failure, by their code.
 *
 * Source: onnxruntime_c_api.h, enum OrtErrorCode.
 */
const KINDS = [
  "ok",
  "fail",
  "invalid argument",
  "no such file",
  "no model",
  "engine error",
  "runtime exception",
  "invalid protobuf",
  "model loaded",
  "not implemented",
  "invalid graph",
  "provider failed",
  "model load cancelled",
  "model requires compilation",
  "not found",
] as const;

/** What ONNX Runtime says when it fails. */
export class OrtError extends Error {
  /** What kind of failure it is, such as `"invalid graph"`. */
  readonly kind: string;

  /** Takes ONNX Runtime's own sentence and code. */
  constructor(message: string, code: number) {
    super(message);
    this.name = "OrtError";
    this.kind = KINDS[code] ?? `code ${code}`;
  }
}
