import native from "onnxruntime-node/dist/binding.js";
import { Tensor as OrtTensor } from "onnxruntime-node";
import type { ElementType, HostData } from "./value.ts";

/** Inputs or outputs of a session, by name. */
export type OrtTensors = Record<string, OrtTensor>;

/** A compiled graph. Running it is synchronous in the native binding. */
export interface Session {
  /** Computes all outputs; needs every input of the model. */
  run(feeds: OrtTensors): OrtTensors;
  /** Frees the native session; it must not run again. */
  dispose(): void;
}

/** How sessions compute. */
export interface SessionOptions {
  /** Threads inside one operator, at least 1. */
  readonly threads: number;
}

/**
 * Compiles a model.
 *
 * @param bytes An ONNX model
 */
export function createSession(
  bytes: Uint8Array,
  options: SessionOptions,
): Session {
  native.initOrt();
  const session = new native.binding.InferenceSession();
  const { buffer, byteOffset, byteLength } = bytes;
  session.loadModel(buffer as ArrayBuffer, byteOffset, byteLength, {
    executionProviders: ["cpu"],
    graphOptimizationLevel: "all",
    executionMode: "sequential",
    enableMemPattern: false,
    intraOpNumThreads: options.threads,
    interOpNumThreads: 1,
    logSeverityLevel: 3,
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
    run: (feeds) => session.run(feeds, fetches, {}) as OrtTensors,
    dispose: () => session.dispose(),
  };
}

/** Wraps host data for feeding; no copy. */
export function ortTensor(
  data: HostData,
  shape: readonly number[],
  type: ElementType,
): OrtTensor {
  return new OrtTensor(type, data as never, shape as number[]);
}
