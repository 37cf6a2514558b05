import { PipelineError } from "../dsl/error.ts";

/** A tensor engine as far as cache keys and slots are concerned. */
export interface EngineClass {
  /** Name to give to `useEngine`. */
  readonly name: string;
  /** Arithmetic class: engines that share it give the same bytes. */
  readonly numerics: string;
  /** Whether its stages hold a GPU while they run. */
  readonly gpu: boolean;
}

const ENGINES: Readonly<Record<string, EngineClass>> = {
  auto: { name: "onnx", numerics: "onnx/cpu/3", gpu: false },
  onnx: { name: "onnx", numerics: "onnx/cpu/3", gpu: false },
  "onnx-webgpu": { name: "onnx-webgpu", numerics: "onnx/webgpu", gpu: true },
  "onnx-cuda": { name: "onnx-cuda", numerics: "onnx/cuda/float32", gpu: true },
  "onnx-cuda-tf32": {
    name: "onnx-cuda-tf32",
    numerics: "onnx/cuda/tf32",
    gpu: true,
  },
  cpu: { name: "cpu", numerics: "cpu", gpu: false },
  webgpu: { name: "webgpu", numerics: "webgpu", gpu: true },
  tensorflow: { name: "tensorflow", numerics: "tensorflow", gpu: false },
  "tensorflow-gpu": {
    name: "tensorflow-gpu",
    numerics: "tensorflow-gpu",
    gpu: true,
  },
};

/** Names that `--engine` takes. */
export const ENGINE_NAMES: readonly string[] = Object.keys(ENGINES);

/**
 * Looks up an engine by name without loading it, so that a run with nothing
 * to do never touches native code.
 *
 * @throws {PipelineError} when there is no engine of this name
 */
export function engineClass(name: string): EngineClass {
  const found = Object.hasOwn(ENGINES, name) ? ENGINES[name] : undefined;
  if (found !== undefined) return found;
  throw new PipelineError(
    "misuse",
    `Cannot use engine '${name}': expected one of ${ENGINE_NAMES.join(", ")}`,
  );
}
