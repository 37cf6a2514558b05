import * as tf from "@tensorflow/tfjs-core";
import { mapValues } from "./map_values.ts";
import { underPrefix, withPrefix } from "./prefix.ts";
import { type Arrays, copyOf } from "./array.ts";
import type { Program, ProgramFunctions } from "./program.ts";
import { type Tensors, toArray, toTensor } from "./tensors.ts";

const STATE = "s/";
const RESULT = "r/";

/** Runs functions as written; the state stays with the engine in between. */
export function interpretedProgram(
  functions: ProgramFunctions,
  initial: Arrays,
  resident: Arrays,
): Required<Program> {
  let current: Record<string, tf.Tensor> = mapValues(initial, toTensor);
  let fixed: Record<string, tf.Tensor> = mapValues(resident, toTensor);

  /** Calls a function; its results are not read yet. */
  function advance(name: string, feeds: Arrays): Record<string, tf.Tensor> {
    const before = current;
    const outputs = tf.tidy(() => {
      const { state = {}, results } = functions[name]!(before, {
        ...mapValues(feeds, toTensor),
        ...fixed,
      });
      return {
        ...withPrefix(STATE, state),
        // What is state too goes with the next call.
        ...withPrefix(RESULT, mapValues(results, (each) => tf.clone(each))),
      } as tf.NamedTensorMap;
    });
    current = { ...before, ...underPrefix(STATE, outputs) };
    disposeAllBut(current, before);
    return underPrefix(RESULT, outputs);
  }

  async function many(
    name: string,
    count: number,
    feeds: (index: number) => Arrays,
  ): Promise<Arrays[]> {
    const results = Array.from(
      { length: count },
      (_, index) => advance(name, feeds(index)),
    );
    const read = await Promise.all(results.map(readAll));
    results.forEach((each) => tf.dispose(each));
    return read;
  }

  return {
    call: async (name, feeds) => (await many(name, 1, () => feeds))[0]!,
    many,
    async read(path = "") {
      const wanted = Object.entries(current).filter(([name]) =>
        name.startsWith(path)
      );
      // Some engines hand out the memory that they go on computing with.
      return mapValues(await readAll(Object.fromEntries(wanted)), copyOf);
    },
    write(entries) {
      const before = current;
      current = { ...before, ...mapValues(entries, toTensor) };
      disposeAllBut(current, before);
      return Promise.resolve();
    },
    dispose() {
      tf.dispose([current, fixed]);
      [current, fixed] = [{}, {}];
    },
  };
}

/** Frees what a state was, but for what it still is. */
function disposeAllBut(now: Tensors, before: Tensors): void {
  const kept = new Set(Object.values(now));
  for (const tensor of Object.values(before)) {
    if (!kept.has(tensor)) tensor.dispose();
  }
}

async function readAll(tensors: Tensors): Promise<Arrays> {
  const arrays: Record<string, Arrays[string]> = {};
  for (const [name, tensor] of Object.entries(tensors)) {
    arrays[name] = await toArray(tensor);
  }
  return arrays;
}
