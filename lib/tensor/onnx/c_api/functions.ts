/**
 * The functions of ONNX Runtime's C API that are used, with their places in its
 * table. Places never change: later versions only add to the end.
 *
 * Source: onnxruntime_c_api.h, struct OrtApi.
 *
 * @module
 */

import type { NativeType } from "../../../platform/foreign.ts";

/** Version of the table that is asked for: the first that has all of these. */
export const API_VERSION = 14;

/** Parameters of a foreign function, by their native types. */
type Parameters = readonly NativeType[];

/** A function of the table. */
export interface TableEntry<P extends Parameters, R extends string> {
  /** Its place in the table. */
  readonly place: number;
  /** Native types of its parameters. */
  readonly parameters: P;
  /**
   * What it returns; a `status` is an error to be thrown, or null.
   */
  readonly returns: R;
  /** Whether it runs on another thread and is waited for. Default false. */
  readonly isAside?: boolean;
}

/** Fails by a status, which is to be released. */
function fails<const P extends Parameters>(
  place: number,
  ...parameters: P
): TableEntry<P, "status"> {
  return { place, parameters, returns: "status" };
}

/** Frees what its only parameter points to; null is allowed. */
function frees(place: number): TableEntry<["pointer"], "void"> {
  return { place, parameters: ["pointer"], returns: "void" };
}

/** Where a function writes a result: 8 bytes of the caller. */
const OUT = "buffer";
/** Text in UTF-8 that ends with 0. */
const TEXT = "buffer";
/** Pointers to such texts. */
const TEXTS = "buffer";

/** By name, as the header has them. */
export const FUNCTIONS = {
  GetErrorCode: { place: 1, parameters: ["pointer"], returns: "i32" },
  GetErrorMessage: { place: 2, parameters: ["pointer"], returns: "pointer" },
  ReleaseStatus: frees(93),

  CreateEnv: fails(3, "i32", TEXT, OUT),

  CreateSessionOptions: fails(10, OUT),
  SetSessionExecutionMode: fails(13, "pointer", "i32"),
  EnableProfiling: fails(14, "pointer", "buffer"),
  DisableMemPattern: fails(17, "pointer"),
  DisableCpuMemArena: fails(19, "pointer"),
  SetSessionLogSeverityLevel: fails(22, "pointer", "i32"),
  SetSessionGraphOptimizationLevel: fails(23, "pointer", "i32"),
  SetIntraOpNumThreads: fails(24, "pointer", "i32"),
  SetInterOpNumThreads: fails(25, "pointer", "i32"),
  AddSessionConfigEntry: fails(130, "pointer", TEXT, TEXT),
  SessionOptionsAppendExecutionProvider: fails(
    216,
    "pointer",
    TEXT,
    TEXTS,
    TEXTS,
    "usize",
  ),
  CreateCUDAProviderOptions: fails(205, OUT),
  UpdateCUDAProviderOptions: fails(206, "pointer", TEXTS, TEXTS, "usize"),
  SessionOptionsAppendExecutionProvider_CUDA_V2: fails(
    204,
    "pointer",
    "pointer",
  ),
  ReleaseCUDAProviderOptions: frees(208),
  ReleaseSessionOptions: frees(100),

  CreateSessionFromArray: fails(
    8,
    "pointer",
    "buffer",
    "usize",
    "pointer",
    OUT,
  ),
  SessionGetInputCount: fails(30, "pointer", OUT),
  SessionGetOutputCount: fails(31, "pointer", OUT),
  SessionGetInputTypeInfo: fails(33, "pointer", "usize", OUT),
  SessionGetOutputTypeInfo: fails(34, "pointer", "usize", OUT),
  SessionGetInputName: fails(36, "pointer", "usize", "pointer", OUT),
  SessionGetOutputName: fails(37, "pointer", "usize", "pointer", OUT),
  SessionEndProfiling: fails(110, "pointer", "pointer", OUT),
  ReleaseSession: frees(95),

  CastTypeInfoToTensorInfo: fails(55, "pointer", OUT),
  GetTensorElementType: fails(60, "pointer", OUT),
  GetDimensionsCount: fails(61, "pointer", OUT),
  GetDimensions: fails(62, "pointer", "buffer", "usize"),
  ReleaseTypeInfo: frees(98),

  CreateRunOptions: fails(39, OUT),
  AddRunConfigEntry: fails(165, "pointer", TEXT, TEXT),
  ReleaseRunOptions: frees(97),

  CreateMemoryInfo: fails(68, TEXT, "i32", "i32", "i32", OUT),
  CreateCpuMemoryInfo: fails(69, "i32", "i32", OUT),
  ReleaseMemoryInfo: frees(94),
  GetAllocatorWithDefaultOptions: fails(78, OUT),
  AllocatorFree: fails(76, "pointer", "pointer"),
  CreateAllocator: fails(131, "pointer", "pointer", OUT),
  ReleaseAllocator: frees(132),

  CreateTensorAsOrtValue: fails(48, "pointer", "buffer", "usize", "i32", OUT),
  CreateTensorWithDataAsOrtValue: fails(
    49,
    "pointer",
    "pointer",
    "usize",
    "buffer",
    "usize",
    "i32",
    OUT,
  ),
  GetTensorMutableData: fails(51, "pointer", OUT),
  GetTensorTypeAndShape: fails(65, "pointer", OUT),
  ReleaseTensorTypeAndShapeInfo: frees(99),
  ReleaseValue: frees(96),

  RunWithBinding: fails(133, "pointer", "pointer", "pointer"),
  /** The same on another thread. */
  RunWithBindingAside: {
    ...fails(133, "pointer", "pointer", "pointer"),
    isAside: true,
  },
  CreateIoBinding: fails(134, "pointer", OUT),
  ReleaseIoBinding: frees(135),
  BindInput: fails(136, "pointer", TEXT, "pointer"),
  BindOutput: fails(137, "pointer", TEXT, "pointer"),
  BindOutputToDevice: fails(138, "pointer", TEXT, "pointer"),
  GetBoundOutputValues: fails(140, "pointer", "pointer", OUT, OUT),
  SynchronizeBoundInputs: fails(202, "pointer"),
  SynchronizeBoundOutputs: fails(203, "pointer"),
} as const satisfies Readonly<
  Record<string, TableEntry<Parameters, string>>
>;
