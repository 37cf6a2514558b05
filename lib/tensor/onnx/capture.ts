import * as tf from "@tensorflow/tfjs-core";
import { type Arrays, type NdArray, ndarray } from "../array.ts";
import { underPrefix, withPrefix } from "../_prefix.ts";
import type { TensorFunction, Tensors } from "../compile.ts";
import type { StepFunction, Stepper } from "../compile_step.ts";
import { writeModel } from "./model.ts";
import { cast } from "./record.ts";
import { onnxBackend } from "./register.ts";
import {
  createSession,
  freeOnDevice,
  ortTensor,
  type OrtTensors,
} from "./session.ts";
import { type HostData, leaf, Value } from "./value.ts";

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
  run(feeds: OrtTensors): OrtTensors;
  /** Wraps host arrays, after checking them against the recording. */
  feeds(arrays: Arrays): OrtTensors;
  dispose(): void;
}

function replayOf(
  { inputs, outputs }: Recording,
  stays: (output: string) => boolean = () => false,
): Replay {
  const ids = new Map(
    [...inputs].map(([name, value], i) => [name, { id: `i${i}`, value }]),
  );
  const names = [...outputs.keys()];
  const bytes = writeModel(
    new Map([...outputs.values()].map((value, i) => [`o${i}`, value])),
    {
      inputs: new Map([...ids.values()].map(({ id, value }) => [value, id])),
    },
  );
  const session = createSession(bytes, {
    ...onnxBackend().options,
    onDevice: names.flatMap((name, i) => stays(name) ? [`o${i}`] : []),
  });
  return {
    run(feeds) {
      const results = session.run(
        Object.fromEntries(
          Object.entries(feeds).map(([name, tensor]) => [
            ids.get(name)!.id,
            tensor,
          ]),
        ),
      );
      return Object.fromEntries(
        names.map((name, i) => [name, results[`o${i}`]!]),
      );
    },
    feeds(arrays) {
      return Object.fromEntries(
        Object.entries(arrays).map(([name, array]) => {
          const value = ids.get(name)?.value;
          if (
            value?.type !== array.dtype ||
            value.shape.join() !== array.shape.join()
          ) {
            throw new RangeError(
              `Cannot replay a compiled function: input '${name}' was ${value?.type} [${value?.shape}] at the first call, got ${array.dtype} [${array.shape}]`,
            );
          }
          return [name, ortTensor(array.data, array.shape, array.dtype)];
        }),
      );
    },
    dispose: () => session.dispose(),
  };
}

/** Captures a function for inputs of these shapes and types. */
export function captureOnnx(
  body: TensorFunction,
  inputs: Arrays,
  fixed: Arrays,
) {
  const replay = replayOf(recordFunction(body, inputs, fixed));
  return {
    async run(arrays: Arrays): Promise<Arrays> {
      await nextTurn();
      return toArrays(replay.run(replay.feeds(arrays)));
    },
    dispose: replay.dispose,
  };
}

/** Captures a step; its state stays in ONNX Runtime's tensors. */
export function captureOnnxStep(
  step: StepFunction,
  initial: Arrays,
): Stepper {
  let replay: Replay | undefined;
  let state: OrtTensors | undefined;
  const stateNames = Object.keys(initial);

  function capture(data: Arrays): Replay {
    const body: TensorFunction = (inputs) => {
      const result = step(underPrefix("s/", inputs), underPrefix("d/", inputs));
      checkState(initial, result.state);
      return {
        ...withPrefix("s/", result.state),
        ...withPrefix("m/", result.metrics),
      };
    };
    return replayOf(
      recordFunction(body, {
        ...withPrefix("s/", initial),
        ...withPrefix("d/", data),
      }),
      (output) => output.startsWith("s/"),
    );
  }

  async function run(data: Arrays): Promise<Arrays> {
    await nextTurn();
    replay ??= capture(data);
    state ??= replay.feeds(withPrefix("s/", initial));
    const results = replay.run({
      ...state,
      ...replay.feeds(withPrefix("d/", data)),
    });
    freeOnDevice(state);
    state = {};
    for (const name of stateNames) state[`s/${name}`] = results[`s/${name}`]!;
    return toArrays(underPrefix("m/", results));
  }

  return {
    run,
    async runMany(data) {
      const metrics: Arrays[] = [];
      for (const each of data) metrics.push(await run(each));
      return metrics;
    },
    state: () =>
      Promise.resolve(
        state === undefined ? initial : toArrays(onHost(
          underPrefix("s/", state),
          initial,
        )),
      ),
    dispose() {
      freeOnDevice(state ?? {});
      replay?.dispose();
      replay = undefined;
    },
  };
}

/** Copies of tensors that may be on a device. */
function onHost(tensors: OrtTensors, like: Arrays): OrtTensors {
  if (Object.values(tensors).every(({ location }) => location === "cpu")) {
    return tensors;
  }
  const values = new Map(
    Object.entries(like).map(([name, { shape, dtype }]) => [
      name,
      new Value(shape, dtype, { placeholder: name }),
    ]),
  );
  const copy = replayOf({ inputs: values, outputs: values });
  const found = copy.run(tensors);
  copy.dispose();
  return found;
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

function toArrays(tensors: OrtTensors): Arrays {
  const arrays: Record<string, NdArray> = {};
  for (const [name, { data, dims }] of Object.entries(tensors)) {
    arrays[name] = ndarray(data as HostData as Float32Array, dims);
  }
  return arrays;
}
