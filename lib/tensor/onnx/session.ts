import type { NativeSession } from "./c_api/native_session.ts";
import type { Port } from "./port.ts";
import type { ElementType, HostData } from "./value.ts";

/** A tensor on the host. */
export interface HostTensor {
  /** Row-major elements. */
  readonly data: HostData;
  /** Extents, slowest first. */
  readonly dims: readonly number[];
  /** Type of its elements, such as `"float32"`. */
  readonly type: string;
}

/** Inputs or outputs of a session, by name. */
export type HostTensors = Readonly<Record<string, HostTensor>>;

/** A compiled graph. Running it is synchronous. */
export interface Session {
  /** What it must be fed with. */
  readonly inputs: readonly Port[];
  /** What it computes. */
  readonly outputs: readonly Port[];
  /** The same through the C API, where that is used: its tensors can be bound. */
  readonly native: NativeSession | undefined;
  /**
   * Computes all outputs; needs every input of the model.
   *
   * @param into Tensors for outputs of their names, of their types and extents
   */
  run(feeds: HostTensors, into?: HostTensors): HostTensors;
  /** Frees the native session; it must not run again. */
  dispose(): void;
}

/** Where ONNX Runtime computes: one of its execution providers. */
export type Provider = "cpu" | "webgpu" | "cuda";

/** How products and convolutions are computed on an NVIDIA GPU. */
export type Precision =
  /** All 24 bits of the factors. */
  | "float32"
  /** 11 bits of the factors, sums in float32: on its tensor cores. */
  | "tf32";

/** How sessions compute. */
export interface SessionOptions {
  /** Threads inside one operator, at least 1. */
  readonly threads: number;
  /** Default `cpu`; what a GPU has no kernel for runs on the CPU. */
  readonly provider?: Provider;
  /** Default `float32`; `cuda` heeds it. */
  readonly precision?: Precision;
  /** Number of the GPU, as its driver counts. Default 0; `cuda` heeds it. */
  readonly gpu?: number;
  /**
   * Whether runs are captured as CUDA graphs, which takes that all is computed on
   * the device at fixed places. Default false; `cuda` heeds it.
   */
  readonly isCaptured?: boolean;
}

/** Entries of the session's configuration. */
export const SESSION_CONFIG = {
  // Subnormal moments of an optimiser cost a hundred times a normal number.
  "session.set_denormal_as_zero": "1",
  "session.intra_op.allow_spinning": "0",
} as const;

/** Wraps host data for feeding; no copy. */
export function hostTensorOf(
  data: HostData,
  dims: readonly number[],
  type: ElementType,
): HostTensor {
  return { data, dims, type };
}
