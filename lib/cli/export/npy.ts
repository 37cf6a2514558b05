import { PipelineError } from "../../dsl/error.ts";
import { suggestion } from "../../dsl/suggest.ts";
import type { DType } from "../../tensor/array.ts";
import { decodeSafetensors } from "../../tensor/safetensors.ts";
import type { ExportFormat } from "./format.ts";

const DESCRIPTORS: Readonly<Record<DType, string>> = {
  float32: "<f4",
  int32: "<i4",
  uint8: "|u1",
};

/**
 * One array, as NumPy's `numpy.save` writes it (format 1.0).
 *
 * Source: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 */
export const npy: ExportFormat = {
  extension: "npy",
  accepts: ({ kind }) => kind.extension === "safetensors",
  write({ bytes }, { array }) {
    const { arrays } = decodeSafetensors(bytes);
    const names = Object.keys(arrays);
    const name = array ?? names[0]!;
    const found = Object.hasOwn(arrays, name) ? arrays[name] : undefined;
    if (found === undefined || (array === undefined && names.length > 1)) {
      throw new PipelineError(
        "misuse",
        found === undefined
          ? `Cannot export array '${name}'${
            suggestion(name, names) || `; it has: ${names.join(", ")}`
          }`
          : `Cannot choose an array: name one with --array: ${
            names.join(", ")
          }`,
      );
    }
    const { shape, dtype, data } = found;
    const sizes = shape.length === 1 ? `${shape[0]},` : shape.join(", ");
    const header = `{'descr': '${
      DESCRIPTORS[dtype]
    }', 'fortran_order': False, 'shape': (${sizes}), }`;
    const start = 10;
    const padded = Math.ceil((start + header.length + 1) / 64) * 64;
    const content = new Uint8Array(
      data.buffer,
      data.byteOffset,
      data.byteLength,
    );
    const file = new Uint8Array(padded + content.length);
    file.set([0x93, ...new TextEncoder().encode("NUMPY"), 1, 0]);
    new DataView(file.buffer).setUint16(8, padded - start, true);
    file.set(
      new TextEncoder().encode(
        `${header.padEnd(padded - start - 1)}\n`,
      ),
      start,
    );
    file.set(content, padded);
    return file;
  },
};
