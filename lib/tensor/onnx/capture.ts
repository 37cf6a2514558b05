import type { Arrays } from "../array.ts";
import type { TensorFunction } from "../tensors.ts";
import { nextTurn } from "./next_turn.ts";
import { recordFunction } from "./recording.ts";
import { replayOf, toArrays } from "./replay.ts";
import { openState } from "./residence.ts";
import type { Session } from "./session.ts";

/** Captures a function for inputs of these shapes and types. */
export function captureOnnx(
  body: TensorFunction,
  inputs: Arrays,
  fixed: Arrays,
) {
  const replay = replayOf(recordFunction(body, inputs, fixed));
  const { session, isCaptured } = replay;
  const names = Object.keys(inputs);
  // What is captured reads and writes at fixed places, as a program without state.
  const state = openState({}, {});
  const runner = freeingOnError(session, () =>
    isCaptured
      ? state.add(replay, {
        reads: new Map(),
        writes: new Map(),
        results: [...replay.outputs.values()],
        resident: new Map(),
      })
      : undefined);
  return {
    async run(arrays: Arrays, into: Arrays = {}): Promise<Arrays> {
      refuseShared(arrays, into);
      const feeds = replay.feeds(arrays, names);
      const places = replay.places(into);
      if (runner !== undefined) {
        return toArrays(replay.outputs, await runner.run(feeds, places));
      }
      await nextTurn();
      return toArrays(replay.outputs, session.run(feeds, places));
    },
    dispose() {
      state.dispose();
      session.dispose();
    },
  };
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
