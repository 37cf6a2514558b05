import native from "onnxruntime-node/dist/binding.js";
import { env, Tensor as OrtTensor } from "onnxruntime-node";
import { ELEMENT_NAMES } from "./element_names.ts";
import type { ElementType, HostData } from "./value.ts";

/** Inputs or outputs of a session, by name. */
export type OrtTensors = Record<string, OrtTensor>;

/** What a session takes or gives under one name. */
export interface Port {
  /** Name in the graph. */
  readonly name: string;
  /** Type of its elements, such as `"float32"`. */
  readonly type: string;
  /** Extents; −1 for one that is known at run time only. */
  readonly shape: readonly number[];
}

/** A compiled graph. Running it is synchronous in the native binding. */
export interface Session {
  /** What it must be fed with. */
  readonly inputs: readonly Port[];
  /** What it computes. */
  readonly outputs: readonly Port[];
  /** Computes all outputs; needs every input of the model. */
  run(feeds: OrtTensors): OrtTensors;
  /** Frees the native session; it must not run again. */
  dispose(): void;
}

/** Where ONNX Runtime computes: one of its execution providers. */
export type Provider = "cpu" | "webgpu" | "cuda";

/** How sessions compute. */
export interface SessionOptions {
  /** Threads inside one operator, at least 1. */
  readonly threads: number;
  /** Default `cpu`; what a GPU has no kernel for runs on the CPU. */
  readonly provider?: Provider;
  /**
   * Outputs that stay in the memory of a `webgpu` device, to be fed again;
   * elsewhere all outputs come to the host.
   */
  readonly onDevice?: readonly string[];
}

const DEVICE = "gpu-buffer";

/**
 * Compiles a model.
 *
 * @param bytes An ONNX model
 */
export function createSession(
  bytes: Uint8Array,
  { threads, provider = "cpu", onDevice = [] }: SessionOptions,
): Session {
  // Errors are thrown; logged, they would be said twice.
  env.logLevel = "fatal";
  native.initOrt();
  const session = new native.binding.InferenceSession();
  const { buffer, byteOffset, byteLength } = bytes;
  session.loadModel(buffer as ArrayBuffer, byteOffset, byteLength, {
    executionProviders: [provider],
    ...(provider === "webgpu" && {
      preferredOutputLocation: Object.fromEntries(
        onDevice.map((name) => [name, DEVICE]),
      ),
    }),
    graphOptimizationLevel: "all",
    executionMode: "sequential",
    enableMemPattern: false,
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    logSeverityLevel: 4,
    extra: {
      session: {
        // Subnormal moments of an optimiser cost a hundred times a normal number.
        set_denormal_as_zero: "1",
        intra_op: { allow_spinning: "0" },
      },
    },
  });
  const fetches = Object.fromEntries(
    session.outputMetadata.map(({ name }) => [name, null]),
  );
  return {
    inputs: session.inputMetadata.map(portOf),
    outputs: session.outputMetadata.map(portOf),
    run: (feeds) => session.run(feeds, fetches, {}) as OrtTensors,
    dispose: () => session.dispose(),
  };
}

function portOf(
  { name, type = 0, shape = [] }: {
    readonly name: string;
    readonly type?: number;
    readonly shape?: readonly number[];
  },
): Port {
  return { name, type: ELEMENT_NAMES[type] ?? "of another type", shape };
}

/** Frees what tensors hold on a device, at once: the collector cannot see it. */
export function freeOnDevice(tensors: OrtTensors): void {
  for (const tensor of Object.values(tensors)) {
    if (tensor.location === DEVICE) tensor.dispose();
  }
}

/** Wraps host data for feeding; no copy. */
export function ortTensor(
  data: HostData,
  shape: readonly number[],
  type: ElementType,
): OrtTensor {
  return new OrtTensor(type, data as never, shape as number[]);
}
