import type { Pointer } from "../../../platform/foreign.ts";
import { type Api, openApi } from "./api.ts";
import { preloadCuda } from "../cuda/preload.ts";
import { type Handle, handleFrom } from "./handle.ts";
import { cPath, cText, cTexts } from "./text.ts";

/** An execution provider, and its settings by ONNX Runtime's names. */
export interface ProviderOptions {
  /** Such as `"WebGPU"` or `"CUDA"`; the CPU is always there. */
  readonly name: string;
  /** Such as `{ enable_cuda_graph: "1" }`. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** How a session computes. */
export interface NativeOptions {
  /** Threads inside one operator. */
  readonly threads: number;
  /** In order of preference, before the CPU. */
  readonly providers?: readonly ProviderOptions[];
  /** Entries such as `session.set_denormal_as_zero`. */
  readonly config?: Readonly<Record<string, string>>;
  /** Whether freed memory is kept for the next run; default true. */
  readonly arena?: boolean;
  /** Start of the path of a profile, if there is to be one. */
  readonly profile?: string;
}

/** Source: onnxruntime_c_api.h, enums of the session. */
const SEQUENTIAL = 0;
const ALL_OPTIMISATIONS = 99;
const FATAL = 4;

/** Options for `CreateSessionFromArray`. */
export function sessionOptions(
  { threads, providers = [], config = {}, arena = true, profile }:
    NativeOptions,
): Handle {
  const { api } = openApi();
  const made = handleFrom(api.CreateSessionOptions, api.ReleaseSessionOptions);
  const { pointer } = made;
  try {
    api.SetSessionGraphOptimizationLevel(pointer, ALL_OPTIMISATIONS);
    api.SetSessionExecutionMode(pointer, SEQUENTIAL);
    api.SetSessionLogSeverityLevel(pointer, FATAL);
    api.SetIntraOpNumThreads(pointer, threads);
    api.SetInterOpNumThreads(pointer, 1);
    api.DisableMemPattern(pointer);
    if (!arena) api.DisableCpuMemArena(pointer);
    for (const [key, value] of Object.entries(config)) {
      api.AddSessionConfigEntry(pointer, cText(key), cText(value));
    }
    for (const provider of providers) append(pointer, provider, api);
    if (profile !== undefined) api.EnableProfiling(pointer, cPath(profile));
    return made;
  } catch (cause) {
    made[Symbol.dispose]();
    throw cause;
  }
}

function append(
  options: Pointer,
  { name, settings = {} }: ProviderOptions,
  api: Api,
): void {
  const keys = cTexts(Object.keys(settings));
  const values = cTexts(Object.values(settings));
  const count = BigInt(keys.texts.length);
  if (name !== "CUDA") {
    api.SessionOptionsAppendExecutionProvider(
      options,
      cText(name),
      keys.pointers,
      values.pointers,
      count,
    );
    return;
  }
  preloadCuda();
  // CUDA's settings have functions of their own.
  using cuda = handleFrom(
    api.CreateCUDAProviderOptions,
    api.ReleaseCUDAProviderOptions,
  );
  api.UpdateCUDAProviderOptions(
    cuda.pointer,
    keys.pointers,
    values.pointers,
    count,
  );
  api.SessionOptionsAppendExecutionProvider_CUDA_V2(options, cuda.pointer);
}
