import { underPrefix, withPrefix } from "../prefix.ts";
import { mapValues } from "../map_values.ts";
import type { Arrays } from "../array.ts";
import type { Program, ProgramFunction, ProgramFunctions } from "../program.ts";
import type { Tensors } from "../tensors.ts";
import { recordFunction } from "./recording.ts";
import { arrayOf, type Replay, replayOf, toArrays } from "./replay.ts";
import { openState } from "./residence.ts";
import { hostTensorOf } from "./session.ts";
import type { GraphRunner } from "./state_program.ts";

const STATE = "s/";
const RESULT = "r/";
const FEED = "f/";

/** Captures functions at their first calls; state and `resident` stay where ONNX Runtime computes. */
export function capturedProgram(
  functions: ProgramFunctions,
  initial: Arrays,
  resident: Arrays,
): Required<Program> {
  const captured = new Map<string, Captured>();
  const state = openState(
    mapValues(initial, tensorOf),
    mapValues(resident, tensorOf),
  );

  function capture(name: string, feeds: Arrays): Captured {
    const replay = replayOf(recordFunction(
      checkedBody(functions[name]!, initial),
      {
        ...withPrefix(STATE, initial),
        ...withPrefix(FEED, { ...feeds, ...resident }),
      },
    ));
    const results = under(RESULT, replay.outputs);
    try {
      const runner = state.add(replay, {
        reads: under(STATE, replay.inputs),
        writes: under(STATE, replay.outputs),
        results: [...results.values()],
        resident: new Map(
          Object.keys(resident).map((each) =>
            [each, replay.inputs.get(FEED + each)!] as const
          ),
        ),
      });
      const names = Object.keys(feeds).map((each) => FEED + each);
      return { replay, results, names, runner };
    } catch (cause) {
      replay.session.dispose();
      throw cause;
    }
  }

  /** Starts a call. */
  function start(name: string, feeds: Arrays): Promise<Arrays> {
    let found = captured.get(name);
    if (found === undefined) {
      found = capture(name, feeds);
      captured.set(name, found);
    }
    const { replay, results, names, runner } = found;
    const tensors = replay.feeds(withPrefix(FEED, feeds), names);
    return runner.run(tensors).then((each) => toArrays(results, each));
  }

  return {
    call: async (name, feeds) => await start(name, feeds),
    async many(name, count, feeds) {
      const results: Arrays[] = [];
      let next = count > 0 ? feeds(0) : {};
      for (let index = 0; index < count; index++) {
        const running = start(name, next);
        if (index + 1 < count) next = feeds(index + 1);
        results.push(await running);
      }
      return results;
    },
    read(path = "") {
      const names = Object.keys(initial).filter((name) =>
        name.startsWith(path)
      );
      const tensors = state.read(names);
      return Promise.resolve(
        Object.fromEntries(
          names.map((name, i) => [name, arrayOf(tensors[i]!)]),
        ),
      );
    },
    write(entries) {
      state.write(mapValues(entries, tensorOf));
      return Promise.resolve();
    },
    dispose() {
      state.dispose();
      for (const { replay } of captured.values()) replay.session.dispose();
      captured.clear();
    },
  };
}

/** A function that was recorded. */
interface Captured {
  readonly replay: Replay;
  /** Names of what each call is fed with. */
  readonly names: readonly string[];
  /** Names of results in the graph, by their own. */
  readonly results: ReadonlyMap<string, string>;
  readonly runner: GraphRunner;
}

/** State and feeds as one record, and results too; what changes keeps its shape. */
function checkedBody(body: ProgramFunction, initial: Arrays) {
  return (inputs: Tensors): Tensors => {
    const { state = {}, results } = body(
      underPrefix(STATE, inputs),
      underPrefix(FEED, inputs),
    );
    for (const [name, { shape }] of Object.entries(state)) {
      const known = initial[name];
      if (known?.shape.join() === shape.join()) continue;
      throw new RangeError(
        `Cannot compile a program: state '${name}' ${
          known === undefined ? "is unknown" : `was [${known.shape}]`
        } and becomes [${shape}]`,
      );
    }
    return { ...withPrefix(STATE, state), ...withPrefix(RESULT, results) };
  };
}

function under(
  prefix: string,
  names: ReadonlyMap<string, string>,
): Map<string, string> {
  return new Map(
    [...names].flatMap(([name, id]) =>
      name.startsWith(prefix) ? [[name.slice(prefix.length), id] as const] : []
    ),
  );
}

function tensorOf({ data, shape, dtype }: Arrays[string]) {
  return hostTensorOf(data, shape, dtype);
}
