/** What takes the fastest engine that is here. */
export const AUTO = "auto";

/**
 * The engines by name, the default first, with what is known of each before it
 * is loaded. Engines of one class of arithmetic, `numerics`, give the same
 * bytes, but for those on CUDA, which give other last digits each time. Stages
 * hold a GPU while they run on an engine of `gpu`.
 */
export const ENGINE_CLASSES = {
  "onnx": { numerics: "onnx/cpu/3", gpu: false },
  "onnx-webgpu": { numerics: "onnx/webgpu", gpu: true },
  "onnx-cuda": { numerics: "onnx/cuda/float32", gpu: true },
  "onnx-cuda-tf32": { numerics: "onnx/cuda/tf32", gpu: true },
  "cpu": { numerics: "cpu", gpu: false },
  "webgpu": { numerics: "webgpu", gpu: true },
  "tensorflow": { numerics: "tensorflow", gpu: false },
  "tensorflow-gpu": { numerics: "tensorflow-gpu", gpu: true },
} as const;

/** Name of an engine. */
export type EngineName = keyof typeof ENGINE_CLASSES;
