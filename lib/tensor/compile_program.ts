import * as tf from "@tensorflow/tfjs-core";
import type { Arrays } from "./array.ts";
import { interpretedProgram } from "./interpreted_program.ts";
import { BACKEND } from "./onnx/register.ts";
import { capturedProgram } from "./onnx/captured_program.ts";
import type { Program, ProgramFunctions } from "./program.ts";

/**
 * Compiles functions on a state: a step of training, an evaluation, a step of a
 * sampler. The state stays in the engine's form from one call to the next, and
 * comes to the host where it is read only.
 *
 * @param functions Pure; entries that they change keep their shapes
 * @param initial State before the first call
 * @param resident What every call is fed with, such as images of which each takes
 * some rows: it is brought to the device once
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs-core";
 * import { compileProgram, ndarray, useEngine } from "./mod.ts";
 *
 * await useEngine("onnx");
 * const sum = compileProgram({
 *   add: ({ total }, { x }) => ({
 *     state: { total: tf.add(total!, x!) },
 *     results: {},
 *   }),
 *   half: ({ total }) => ({ results: { half: tf.div(total!, 2) } }),
 * }, { total: ndarray(new Float32Array(1), []) });
 * await sum.many("add", 2, (i) => ({ x: ndarray(Float32Array.of(i + 2), []) }));
 * console.assert((await sum.call("half", {})).half?.data[0] === 2.5);
 * console.assert((await sum.read()).total?.data[0] === 5);
 * sum.dispose();
 * ```
 */
export function compileProgram(
  functions: ProgramFunctions,
  initial: Arrays,
  resident: Arrays = {},
): Program {
  const program = tf.getBackend() === BACKEND
    ? capturedProgram(functions, initial, resident)
    : interpretedProgram(functions, initial, resident);
  const require = (name: string) => {
    if (Object.hasOwn(functions, name)) return;
    throw new RangeError(
      `Cannot call '${name}': the program has ${
        Object.keys(functions).map((each) => `'${each}'`).join(", ")
      }`,
    );
  };
  const checked = (feeds: Arrays) => {
    const name = Object.keys(feeds).find((name) =>
      Object.hasOwn(resident, name)
    );
    if (name === undefined) return feeds;
    throw new RangeError(
      `Cannot feed '${name}': what has this name is the same in every call`,
    );
  };
  return {
    async call(name, feeds) {
      require(name);
      return await program.call(name, checked(feeds));
    },
    async many(name, count, feeds) {
      require(name);
      return await program.many(name, count, (index) => checked(feeds(index)));
    },
    read: (path = "") => program.read(path),
    async write(entries) {
      for (const [name, { shape }] of Object.entries(entries)) {
        const known = initial[name];
        if (known?.shape.join() === shape.join()) continue;
        throw new RangeError(
          `Cannot set '${name}' to [${shape}]: ${
            known === undefined ? "there is none" : `it is [${known.shape}]`
          }`,
        );
      }
      await program.write(entries);
    },
    dispose: () => program.dispose(),
  };
}
