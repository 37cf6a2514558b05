import { underPrefix, withPrefix } from "../_prefix.ts";
import { mapValues } from "../_map_values.ts";
import { type Arrays, copyOf } from "../array.ts";
import type { TensorFunction, Tensors } from "../compile.ts";
import type { StepFunction, Stepper } from "../compile_step.ts";
import { recordFunction } from "./recording.ts";
import { arrayOf, type Replay, replayOf, toArrays } from "./replay.ts";
import { runnerOf } from "./residence.ts";
import type { StateRunner } from "./resident_step.ts";
import { hostTensorOf, type Session } from "./session.ts";

/** Captures a function for inputs of these shapes and types. */
export function captureOnnx(
  body: TensorFunction,
  inputs: Arrays,
  fixed: Arrays,
) {
  const replay = replayOf(recordFunction(body, inputs, fixed));
  const { session, isCaptured } = replay;
  const names = Object.keys(inputs);
  // What is captured reads and writes at fixed places, as a step without state.
  const runner = isCaptured
    ? freeingOnError(
      session,
      () =>
        runnerOf(replay, { state: [], metrics: [...replay.outputs.values()] }),
    )
    : { run: session.run, dispose: () => {} };
  return {
    async run(arrays: Arrays, into: Arrays = {}): Promise<Arrays> {
      await nextTurn();
      refuseShared(arrays, into);
      const feeds = replay.feeds(arrays, names);
      const results = runner.run(feeds, replay.places(into));
      return toArrays(replay.outputs, results);
    },
    dispose() {
      runner.dispose();
      session.dispose();
    },
  };
}

const STATE = "s/";
const METRIC = "m/";
const DATA = "d/";

/** Captures a step; its state and `resident` stay where ONNX Runtime computes. */
export function captureOnnxStep(
  step: StepFunction,
  initial: Arrays,
  resident: Arrays,
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
      ...withPrefix(DATA, { ...data, ...resident }),
    });
    const replay = replayOf(recording);
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
      names: Object.keys(data).map((name) => DATA + name),
      runner: freeingOnError(replay.session, () =>
        runnerOf(replay, {
          state,
          metrics: [...metrics.values()],
          resident: replay.feeds(withPrefix(DATA, resident), []),
        })),
    };
  }

  async function run(data: Arrays): Promise<Arrays> {
    await nextTurn();
    captured ??= capture(data);
    const { replay, runner, metrics, names } = captured;
    const feeds = replay.feeds(withPrefix(DATA, data), names);
    return toArrays(metrics, runner.run(feeds));
  }

  return {
    run,
    async runMany(data) {
      const metrics: Arrays[] = [];
      for (const each of data) metrics.push(await run(each));
      return metrics;
    },
    state() {
      if (captured === undefined) {
        return Promise.resolve(mapValues(initial, copyOf));
      }
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
  /** Names of what each step is fed with. */
  readonly names: readonly string[];
  /** Names of metrics in the graph, by their own. */
  readonly metrics: ReadonlyMap<string, string>;
  readonly runner: StateRunner;
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

/**
 * An output that is computed where an input lies would overwrite what is still
 * to be read.
 *
 * @throws {RangeError} when it is
 */
export function refuseShared(inputs: Arrays, into: Arrays): void {
  for (const [output, { data: to }] of Object.entries(into)) {
    for (const [input, { data: from }] of Object.entries(inputs)) {
      const isApart = to.buffer !== from.buffer ||
        to.byteOffset + to.byteLength <= from.byteOffset ||
        from.byteOffset + from.byteLength <= to.byteOffset;
      if (isApart) continue;
      throw new RangeError(
        `Cannot compute output '${output}' into an array that shares elements with input '${input}'`,
      );
    }
  }
}

/** Frees a session when what is to use it cannot be made. */
function freeingOnError<T>(session: Session, make: () => T): T {
  try {
    return make();
  } catch (cause) {
    session.dispose();
    throw cause;
  }
}
