import * as tf from "@tensorflow/tfjs-core";
import { PipelineError } from "../dsl/error.ts";
import { BACKEND, onnxBackend, registerOnnx } from "./onnx/register.ts";

/** The engine in use. */
export interface EngineInfo {
  /** Name of the engine. */
  readonly name: "onnx" | "cpu";
  /** Engines of one class give the same bits; part of cache keys. */
  readonly numerics: "onnx/cpu" | "cpu";
}

/** An engine that exists, and whether this machine has it. */
export interface EngineListing {
  /** Name to give to `useEngine`. */
  readonly name: string;
  /** Whether it can be used here. */
  readonly present: boolean;
  /** What it is, or what is missing and how to get it. */
  readonly reason: string;
}

/**
 * Makes an engine the one that TensorFlow.js code runs on.
 *
 * @param name `"auto"`, `"onnx"` or `"cpu"`
 * @param options `threads`: threads inside one operator, default 1
 * @throws {PipelineError} when the engine is unknown or absent
 */
export async function useEngine(
  name: string,
  options: { readonly threads?: number } = {},
): Promise<EngineInfo> {
  registerOnnx();
  if (name === "cpu") {
    // Keeps the kernels from recommending another package on first use.
    tf.env().set("PROD", true);
    await tf.setBackend("cpu");
    return { name: "cpu", numerics: "cpu" };
  }
  if (name !== "auto" && name !== "onnx") {
    const known = engines().find((engine) => engine.name === name);
    throw new PipelineError(
      known === undefined ? "misuse" : "environment",
      `Cannot use engine '${name}': ${
        known?.reason ?? "expected auto, onnx or cpu"
      }`,
    );
  }
  await tf.setBackend(BACKEND);
  onnxBackend().setThreads(options.threads ?? 1);
  return { name: "onnx", numerics: "onnx/cpu" };
}

/** All engines, for `doctor`. */
export function engines(): readonly EngineListing[] {
  const later = "not part of this version; use onnx";
  return [
    {
      name: "onnx",
      present: true,
      reason: "ONNX Runtime on the CPU, whole training steps as one graph",
    },
    {
      name: "cpu",
      present: true,
      reason: "TensorFlow.js reference kernels, exact and slow",
    },
    { name: "webgpu", present: false, reason: later },
    { name: "tensorflow", present: false, reason: later },
    { name: "tensorflow-gpu", present: false, reason: later },
  ];
}
