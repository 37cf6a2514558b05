import * as tf from "@tensorflow/tfjs-core";
import { type Arrays, type NdArray, ndarray } from "../array.ts";
import { underPrefix, withPrefix } from "../_prefix.ts";
import type { TensorFunction, Tensors } from "../compile.ts";
import type { StepFunction, Stepper } from "../compile_step.ts";
import { writeModel } from "./model.ts";
import { cast } from "./record.ts";
import { onnxBackend } from "./register.ts";
import { carriedStep } from "./carried_step.ts";
import { hasApi } from "./c_api/api.ts";
import type { Device } from "./c_api/memory.ts";
import type { NativeSession } from "./c_api/native_session.ts";
import {
  residentStep,
  type StateEntry,
  type StateRunner,
} from "./resident_step.ts";
import { createSession } from "./create_session.ts";
import {
  type HostTensor,
  hostTensorOf,
  type HostTensors,
  type Provider,
  type Session,
} from "./session.ts";
import type { Named } from "./transfers.ts";
import { type ElementType, leaf, Value } from "./value.ts";

/** A recorded function: what is fed, and the values it computes. */
export interface Recording {
  /** Placeholders by input name, in the type in which they are fed. */
  readonly inputs: ReadonlyMap<string, Value>;
  /** What the function returned, by output name; not computed yet. */
  readonly outputs: ReadonlyMap<string, Value>;
}

/**
 * Runs a function once on placeholders and records what it would compute;
 * fixed inputs become constants.
 */
export function recordFunction(
  body: TensorFunction,
  inputs: Arrays,
  fixed: Arrays = {},
): Recording {
  const backend = onnxBackend();
  const placeholders = new Map<string, Value>();
  const outputs = new Map<string, Value>();
  tf.tidy(() => {
    const tensors: Record<string, tf.Tensor> = {};
    const values: Record<string, Value> = {};
    for (const [name, { data, shape, dtype }] of Object.entries(fixed)) {
      values[name] = leaf(data, shape, dtype);
    }
    for (const [name, { shape, dtype }] of Object.entries(inputs)) {
      values[name] = new Value(shape, dtype, { placeholder: name });
      placeholders.set(name, values[name]);
    }
    for (const [name, value] of Object.entries(values)) {
      const type = value.type === "int32" ? "int32" : "float32";
      tensors[name] = tf.engine().makeTensorFromTensorInfo(
        backend.adopt(cast(value, type), type),
      );
    }
    const results = Object.entries(body(tensors));
    for (const [name, tensor] of results) {
      outputs.set(name, backend.shaped(tensor.dataId, tensor.shape));
    }
    // Kept tensors outlive the scope; their values are recorded now.
    for (const [, tensor] of results) tensor.dispose();
  });
  return { inputs: placeholders, outputs };
}

/** A recording compiled for replay. */
interface Replay {
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
   * @throws {RangeError} when they are not as they were recorded
   */
  feeds(arrays: Arrays): HostTensors;
}

function replayOf(
  { inputs, outputs }: Recording,
  compile: (bytes: Uint8Array) => Pick<Replay, "session" | "isCaptured">,
): Replay {
  const ids = new Map([...inputs.keys()].map((name, i) => [name, `i${i}`]));
  const bytes = writeModel(
    new Map([...outputs.values()].map((value, i) => [`o${i}`, value])),
    {
      inputs: new Map(
        [...inputs].map(([name, value]) => [value, ids.get(name)!]),
      ),
    },
  );
  return {
    ...compile(bytes),
    inputs: ids,
    outputs: new Map([...outputs.keys()].map((name, i) => [name, `o${i}`])),
    feeds: (arrays) =>
      Object.fromEntries(
        Object.entries(arrays).map(([name, array]) => {
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

/** Captures a function for inputs of these shapes and types. */
export function captureOnnx(
  body: TensorFunction,
  inputs: Arrays,
  fixed: Arrays,
) {
  const replay = replayOf(recordFunction(body, inputs, fixed), (bytes) => ({
    session: createSession(bytes, onnxBackend().options),
    isCaptured: false,
  }));
  return {
    async run(arrays: Arrays): Promise<Arrays> {
      await nextTurn();
      const results = replay.session.run(replay.feeds(arrays));
      return toArrays(replay.outputs, results);
    },
    dispose: () => replay.session.dispose(),
  };
}

const STATE = "s/";
const METRIC = "m/";
const DATA = "d/";

/** Captures a step; its state stays where ONNX Runtime computes. */
export function captureOnnxStep(
  step: StepFunction,
  initial: Arrays,
): Stepper {
  let captured: Captured | undefined;

  function capture(data: Arrays): Captured {
    const body: TensorFunction = (inputs) => {
      const result = step(
        underPrefix(STATE, inputs),
        underPrefix(DATA, inputs),
      );
      checkState(initial, result.state);
      return {
        ...withPrefix(STATE, result.state),
        ...withPrefix(METRIC, result.metrics),
      };
    };
    const recording = recordFunction(body, {
      ...withPrefix(STATE, initial),
      ...withPrefix(DATA, data),
    });
    const replay = replayOf(recording, stepSession);
    const state = Object.entries(initial).map(([name, array]) => ({
      input: replay.inputs.get(STATE + name)!,
      output: replay.outputs.get(STATE + name)!,
      initial: hostTensorOf(array.data, array.shape, array.dtype),
    }));
    const metrics = new Map(
      [...replay.outputs].flatMap(([name, id]) =>
        name.startsWith(METRIC) ? [[name.slice(METRIC.length), id]] : []
      ),
    );
    return {
      replay,
      metrics,
      runner: runnerOf(replay, state, metrics),
    };
  }

  async function run(data: Arrays): Promise<Arrays> {
    await nextTurn();
    captured ??= capture(data);
    const { replay, runner, metrics } = captured;
    return toArrays(metrics, runner.run(replay.feeds(withPrefix(DATA, data))));
  }

  return {
    run,
    async runMany(data) {
      const metrics: Arrays[] = [];
      for (const each of data) metrics.push(await run(each));
      return metrics;
    },
    state() {
      if (captured === undefined) return Promise.resolve(initial);
      const now = captured.runner.state();
      return Promise.resolve(Object.fromEntries(
        Object.keys(initial).map((name, i) => [name, arrayOf(now[i]!)]),
      ));
    },
    dispose() {
      captured?.runner.dispose();
      captured?.replay.session.dispose();
      captured = undefined;
    },
  };
}

/** A step that was recorded, with its state. */
interface Captured {
  readonly replay: Replay;
  /** Names of metrics in the graph, by their own. */
  readonly metrics: ReadonlyMap<string, string>;
  readonly runner: StateRunner;
}

/** Memory in which state is kept, by provider. */
const DEVICES: Readonly<Record<Provider, Device | undefined>> = {
  cpu: undefined,
  webgpu: { name: "WebGPU_Buffer", id: 0 },
  cuda: { name: "Cuda", id: 0 },
};

function runnerOf(
  { session, isCaptured }: Replay,
  state: readonly StateEntry[],
  metrics: ReadonlyMap<string, string>,
): StateRunner {
  const { native } = session;
  if (native === undefined) return carriedStep(session, state);
  return residentStep(native, {
    state,
    metrics: [...metrics.values()],
    device: DEVICES[onnxBackend().options.provider ?? "cpu"],
    copy: identityOf,
    isCaptured,
  });
}

/** Gives inputs back as outputs of their names and a prime. */
function identityOf(tensors: readonly Named[]): NativeSession {
  const values = tensors.map(({ name, dims, type }) =>
    [
      name,
      new Value(dims, type as ElementType, { placeholder: name }),
    ] as const
  );
  const bytes = writeModel(
    new Map(values.map(([name, value]) => [`${name}'`, value])),
    { inputs: new Map(values.map(([name, value]) => [value, name])) },
  );
  return createSession(bytes, onnxBackend().options).native!;
}

/**
 * Compiles a step; on CUDA so that its runs can be captured, where all of it is
 * computed there.
 */
function stepSession(
  bytes: Uint8Array,
): Pick<Replay, "session" | "isCaptured"> {
  const { options } = onnxBackend();
  if (options.provider === "cuda" && hasApi()) {
    try {
      const session = createSession(bytes, { ...options, isCaptured: true });
      return { session, isCaptured: true };
    } catch {
      // Some operator has no kernel there: not captured, it runs all the same.
    }
  }
  return { session: createSession(bytes, options), isCaptured: false };
}

function checkState(initial: Arrays, next: Tensors): void {
  for (const [name, { shape }] of Object.entries(initial)) {
    const tensor = next[name];
    if (tensor?.shape.join() !== shape.join()) {
      throw new RangeError(
        `Cannot compile a step: state '${name}' was [${shape}] and becomes ${
          tensor === undefined ? "absent" : `[${tensor.shape}]`
        }`,
      );
    }
  }
}

/** Lets timers, signals and messages in: a session's run blocks the thread. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Results by their own names. */
function toArrays(
  names: ReadonlyMap<string, string>,
  tensors: HostTensors,
): Arrays {
  return Object.fromEntries(
    [...names].map(([name, id]) => [name, arrayOf(tensors[id]!)]),
  );
}

function arrayOf({ data, dims }: HostTensor): NdArray {
  return ndarray(data as Float32Array, dims);
}
