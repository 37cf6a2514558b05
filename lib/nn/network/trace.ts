import * as tf from "@tensorflow/tfjs-core";
import { recordShapes } from "../../tensor/record_shapes.ts";
import type { Drops, Init } from "../layers/layer.ts";
import type { Network } from "./network.ts";
import { applyWhole } from "./place.ts";

/** A parameter or a cell of a network. */
export interface Entry {
  /** Such as `"3/kernel"`. */
  readonly name: string;
  /** Its extents. */
  readonly shape: readonly number[];
  /** How it starts. */
  readonly init: Init;
  /** Whether training changes it. */
  readonly isTrained: boolean;
}

/** Numbers that a layer draws each step. */
export interface Noise {
  /** Such as `"2/mask"`. */
  readonly name: string;
  /** Without the batch axis. */
  readonly shape: readonly number[];
  /** What they are. */
  readonly law: Drops;
}

/** What applying a network says of it. */
export interface Trace {
  /** Shape of one output, without the batch axis. */
  readonly output: readonly number[];
  /** Parameters and cells, in the order in which they are asked for. */
  readonly entries: readonly Entry[];
  /** Numbers that are drawn each step. */
  readonly noise: readonly Noise[];
  /** Floating-point operations for one input, without training. */
  readonly flops: number;
}

const traces = new WeakMap<Network, Trace>();

/**
 * Applies a network to nothing, and notes what it asks for: the one definition of
 * a layer says what it computes, and its shapes, parameters and operations
 * follow. Nothing is computed.
 *
 * @throws {RangeError} when a layer does not fit its input
 *
 * @example
 * ```ts
 * import { traceNetwork } from "./trace.ts";
 *
 * const { output, entries, flops } = traceNetwork({
 *   input: [8],
 *   layers: [{ type: "dense", units: 4 }],
 * });
 * console.assert(output.join() === "4" && flops === 2 * 8 * 4 + 4);
 * console.assert(entries.map(({ name }) => name).join() === "0/kernel,0/bias");
 * ```
 */
export function traceNetwork(network: Network): Trace {
  const known = traces.get(network);
  if (known !== undefined) return known;
  const entries = new Map<string, Entry>();
  const noise: Noise[] = [];
  const inputs = { x: [1, ...network.input], ...batches(network.given ?? {}) };
  const { shape, flops } = recordShapes(
    inputs,
    ({ x, ...given }, leaf) =>
      applyWhole(network, x!, {
        training: false,
        twice: false,
        entry(name, entry) {
          if (!entries.has(name)) entries.set(name, { name, ...entry });
          return leaf(entry.shape);
        },
        update() {},
        given: (name) => besides(name, given),
        noise(name, shape, law) {
          noise.push({ name, shape, law });
          return undefined;
        },
        report() {},
        seen() {},
        outline: (shape, batch) => tf.zeros([batch, ...shape]),
      }),
  );
  const trace = {
    output: shape.slice(1),
    entries: [...entries.values()],
    noise,
    flops,
  };
  traces.set(network, trace);
  return trace;
}

/**
 * What a network is given besides its input.
 *
 * @throws {RangeError} when it is not
 */
export function besides(
  name: string,
  given: Readonly<Record<string, tf.Tensor>>,
): tf.Tensor {
  const found = given[name];
  if (found !== undefined) return found;
  throw new RangeError(`Cannot apply a network: it is not given '${name}'`);
}

function batches(shapes: Readonly<Record<string, readonly number[]>>) {
  return Object.fromEntries(
    Object.entries(shapes).map(([name, shape]) => [name, [1, ...shape]]),
  );
}
