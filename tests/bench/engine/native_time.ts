import native from "onnxruntime-node/dist/binding.js";

let inside = 0;

/** Counts the time inside ONNX Runtime from now on. */
export function watchNative(): void {
  native.initOrt();
  const { prototype } = native.binding.InferenceSession;
  const run = prototype.run;
  prototype.run = function (...args: unknown[]) {
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
