import native from "onnxruntime-node/dist/binding.js";
import { NativeSession } from "../../../lib/tensor/onnx/c_api/native_session.ts";

let inside = 0;

/** Counts the time inside ONNX Runtime from now on, by whichever binding. */
export function watchNative(): void {
  native.initOrt();
  watch(native.binding.InferenceSession.prototype);
  watch(NativeSession.prototype);
}

/** Something whose runs are counted. */
interface Runs {
  run(...args: never[]): unknown;
}

function watch(prototype: Runs): void {
  const run = prototype.run;
  prototype.run = function (this: Runs, ...args: never[]) {
    const before = performance.now();
    try {
      return run.apply(this, args);
    } finally {
      inside += performance.now() - before;
    }
  };
}

/** Milliseconds inside ONNX Runtime since the last call. */
export function takeNative(): number {
  const taken = inside;
  inside = 0;
  return taken;
}
