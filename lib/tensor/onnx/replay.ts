import { type Arrays, type NdArray, ndarray } from "../array.ts";
import { hasApi } from "./c_api/api.ts";
import { createSession } from "./create_session.ts";
import { writeModel } from "./model.ts";
import type { Recording } from "./recording.ts";
import { onnxBackend } from "./register.ts";
import {
  type HostTensor,
  hostTensorOf,
  type HostTensors,
  type Session,
} from "./session.ts";

/** A recording compiled for replay. */
export interface Replay {
  /** Of the graph. */
  readonly session: Session;
  /** Whether its runs are captured. */
  readonly isCaptured: boolean;
  /** Names of inputs in the graph, by their own. */
  readonly inputs: ReadonlyMap<string, string>;
  /** Names of outputs in the graph, by their own. */
  readonly outputs: ReadonlyMap<string, string>;
  /**
   * Host arrays by their names in the graph.
   *
   * @param names Those that there have to be
   * @throws {RangeError} when one is missing, or not as it was recorded
   */
  feeds(arrays: Arrays, names: readonly string[]): HostTensors;
  /**
   * Arrays for outputs by their names in the graph.
   *
   * @throws {RangeError} when an output is not so
   */
  places(arrays: Arrays): HostTensors;
}

/** Compiles a recording. */
export function replayOf({ inputs, outputs }: Recording): Replay {
  const ids = new Map([...inputs.keys()].map((name, i) => [name, `i${i}`]));
  const outs = new Map([...outputs.keys()].map((name, i) => [name, `o${i}`]));
  const bytes = writeModel(
    new Map([...outputs.values()].map((value, i) => [`o${i}`, value])),
    {
      inputs: new Map(
        [...inputs].map(([name, value]) => [value, ids.get(name)!]),
      ),
    },
  );
  return {
    ...capturedSession(bytes),
    inputs: ids,
    outputs: outs,
    places: (arrays) =>
      Object.fromEntries(
        Object.entries(arrays).map(([name, { data, shape, dtype }]) => {
          const value = outputs.get(name);
          // Truth values come as bytes.
          const type = value?.type === "bool" ? "uint8" : value?.type;
          if (type !== dtype || value!.shape.join() !== shape.join()) {
            throw new RangeError(
              `Cannot compute output '${name}' into an array of ${dtype} [${shape}]: it is ${type} [${value?.shape}]`,
            );
          }
          return [outs.get(name)!, hostTensorOf(data, shape, value!.type)];
        }),
      ),
    feeds: (arrays, names) =>
      Object.fromEntries(
        withAll(arrays, names).map(([name, array]) => {
          const value = inputs.get(name);
          if (
            value?.type !== array.dtype ||
            value.shape.join() !== array.shape.join()
          ) {
            throw new RangeError(
              `Cannot replay a compiled function: input '${name}' was ${value?.type} [${value?.shape}] at the first call, got ${array.dtype} [${array.shape}]`,
            );
          }
          return [
            ids.get(name)!,
            hostTensorOf(array.data, array.shape, array.dtype),
          ];
        }),
      ),
  };
}

/**
 * Entries of arrays, none of those missing that there have to be.
 *
 * @throws {RangeError} when one is
 */
function withAll(arrays: Arrays, names: readonly string[]) {
  for (const name of names) {
    if (arrays[name] !== undefined) continue;
    throw new RangeError(
      `Cannot replay a compiled function: input '${name}' is missing`,
    );
  }
  return Object.entries(arrays);
}

/**
 * Compiles a graph; on CUDA so that its runs can be captured, where all of it is
 * computed there.
 */
function capturedSession(
  bytes: Uint8Array,
): Pick<Replay, "session" | "isCaptured"> {
  const { options } = onnxBackend();
  if (options.provider !== "cuda" || !hasApi()) {
    return { session: createSession(bytes, options), isCaptured: false };
  }
  try {
    const session = createSession(bytes, { ...options, isCaptured: true });
    return { session, isCaptured: true };
  } catch (cause) {
    // Some operator has no kernel there; it runs all the same, only slower.
    const session = createSession(bytes, options);
    console.warn(
      `A function is not captured as a CUDA graph, which costs time: ${
        (cause as Error).message.trim()
      }`,
    );
    return { session, isCaptured: false };
  }
}

/** Results by their own names. */
export function toArrays(
  names: ReadonlyMap<string, string>,
  tensors: HostTensors,
): Arrays {
  return Object.fromEntries(
    [...names].map(([name, id]) => [name, arrayOf(tensors[id]!)]),
  );
}

/** A host tensor as an array. */
export function arrayOf({ data, dims }: HostTensor): NdArray {
  return ndarray(data as Float32Array, dims);
}
