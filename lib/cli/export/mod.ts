/**
 * What an artifact can be exported as.
 *
 * @module
 */
import { csv } from "./csv.ts";
import type { ExportFormat } from "./format.ts";
import { npy } from "./npy.ts";
import { onnx } from "./onnx.ts";
import { png } from "./png.ts";

export type { Exported, ExportFormat, ExportOptions } from "./format.ts";

/** Formats besides the one that an artifact is stored in. */
export const EXPORT_FORMATS: readonly ExportFormat[] = [png, npy, csv, onnx];
