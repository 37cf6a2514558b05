import * as tf from "@tensorflow/tfjs-core";
import { PipelineError } from "../dsl/error.ts";
import { AUTO, ENGINE_CLASSES, type EngineName } from "./engines/classes.ts";
import { fastestEngine } from "./engines/fastest.ts";
import { ENGINES } from "./engines/mod.ts";
import { BACKEND, onnxBackend } from "./onnx/register.ts";
import { CPU_JOINS, type Joins, platformInUse } from "./onnx/platform.ts";
import type { SessionOptions } from "./onnx/session.ts";

/** The engine in use. */
export interface EngineInfo {
  /** Name of the engine. */
  readonly name: string;
  /** Engines of one class give the same bits; part of cache keys. */
  readonly numerics: string;
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
 * @param name `"auto"`, which is the fastest that is here, or a name that
 * {@linkcode engines} lists
 * @param options `threads`: threads inside one operator, default 1; only
 * `onnx` heeds it
 * @throws {PipelineError} when the engine is unknown or absent
 */
export async function useEngine(
  name: string,
  options: { readonly threads?: number } = {},
): Promise<EngineInfo> {
  const wanted = name === AUTO ? fastestEngine() : name;
  if (!isEngine(wanted)) {
    const known = [AUTO, ...Object.keys(ENGINES)];
    throw new PipelineError(
      "misuse",
      `Cannot use engine '${name}': expected one of ${known.join(", ")}`,
    );
  }
  const engine = ENGINES[wanted];
  const missing = await engine.missing();
  if (missing !== undefined) {
    throw new PipelineError(
      "environment",
      `Cannot use engine '${name}': ${missing}`,
    );
  }
  threadsInUse = options.threads ?? 1;
  stepsInUse = engine.stepsACall ?? 1;
  await engine.use({ threads: threadsInUse });
  return { name: wanted, numerics: ENGINE_CLASSES[wanted].numerics };
}

function isEngine(name: string): name is EngineName {
  return Object.hasOwn(ENGINES, name);
}

let threadsInUse = 1;
let stepsInUse = 1;

/** Training steps that the engine in use takes well before it is read. */
export function stepsACall(): number {
  return stepsInUse;
}

/** Which tensors the engine in use had better join than take one by one. */
export function joins(): Joins {
  return tf.getBackend() === BACKEND ? platformInUse().joins : CPU_JOINS;
}

/**
 * Whether the engine in use had better keep the data of a training and be told
 * rows of it than be brought each batch.
 */
export function keepsData(): boolean {
  return tf.getBackend() === BACKEND &&
    onnxBackend().options.provider !== "webgpu";
}

/** How a network from an ONNX file is compiled under the engine in use. */
export function sessionOptions(): SessionOptions {
  return tf.getBackend() === BACKEND
    ? onnxBackend().options
    : { threads: threadsInUse };
}

/** All engines, for `doctor` and tests. */
export async function engines(): Promise<readonly EngineListing[]> {
  const listings: EngineListing[] = [];
  for (const [name, { summary, missing }] of Object.entries(ENGINES)) {
    const reason = await missing();
    listings.push({
      name,
      present: reason === undefined,
      reason: reason ?? summary,
    });
  }
  return listings;
}
