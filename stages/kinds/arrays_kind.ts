import {
  type Arrays,
  firstNonFinite,
  type NdArray,
  ndarray,
} from "../../lib/tensor/array.ts";
import {
  decodeSafetensors,
  encodeSafetensors,
} from "../../lib/tensor/safetensors.ts";
import { defineKind, type Kind } from "../../lib/dsl/kind.ts";
import type { Json } from "./json.ts";
import { requireRecord } from "./require_record.ts";

/** A value as arrays and the rest. */
export interface Parts {
  readonly arrays: Arrays;
  readonly meta: Json;
}

/** Refuses an array whose elements are not what its type says. */
function requireTyped(array: NdArray, what: string): void {
  const { data } = array;
  const isTyped = data instanceof Float32Array || data instanceof Int32Array ||
    data instanceof Uint8Array;
  if (isTyped && ndarray(data, array.shape).dtype === array.dtype) return;
  throw new TypeError(
    `${what} is a ${
      (data as object).constructor.name
    }: expected a Float32Array, Int32Array or Uint8Array`,
  );
}

/** Declares a kind stored as one safetensors file with JSON metadata. */
export function defineArraysKind<
  const Name extends string,
  Value,
  const Layout extends string = never,
>(spec: {
  name: Name;
  version: number;
  /** Layouts that it may have. */
  layouts?: readonly Layout[];
  /** Fields that a value must have. */
  fields: readonly string[];
  /** Element types of arrays that readers rely on. */
  dtypes: Readonly<Record<string, NdArray["dtype"]>>;
  split(value: Value): Parts;
  join(parts: Parts): Value;
  summarize(value: NoInfer<Value>): Readonly<Record<string, unknown>>;
}): Kind<Name, Value, Layout> {
  return defineKind({
    name: spec.name,
    version: spec.version,
    ...(spec.layouts !== undefined && { layouts: spec.layouts }),
    extension: "safetensors",
    encode(value: Value) {
      requireRecord(value, { kind: spec.name, fields: spec.fields });
      const { arrays, meta } = spec.split(value);
      for (const [name, array] of Object.entries(arrays)) {
        const what = `Cannot store '${spec.name}': '${name}'`;
        requireTyped(array, what);
        const wanted = spec.dtypes[name] ?? array.dtype;
        if (array.dtype !== wanted) {
          throw new TypeError(
            `${what} is of ${array.dtype}: expected ${wanted}`,
          );
        }
        if (array.dtype !== "float32") continue;
        const at = firstNonFinite(array.data);
        if (at >= 0) {
          throw new TypeError(
            `${what} holds ${
              array.data[at]
            } at element ${at}; stages must return finite numbers`,
          );
        }
      }
      return encodeSafetensors(arrays, {
        kind: spec.name,
        meta: JSON.stringify(meta),
      });
    },
    decode(bytes): Value {
      const { arrays, metadata } = decodeSafetensors(bytes);
      if (metadata.kind !== spec.name) {
        throw new TypeError(
          `Cannot read '${spec.name}': the file holds '${metadata.kind}'`,
        );
      }
      return spec.join({ arrays, meta: JSON.parse(metadata.meta ?? "null") });
    },
    summarize: spec.summarize,
  });
}

/** Refuses an array of other than the expected axes. */
export function requireAxes(
  { shape }: NdArray,
  { name, axes }: { readonly name: string; readonly axes: number },
): void {
  if (shape.length === axes) return;
  throw new TypeError(
    `Cannot read artifact: array '${name}' has shape [${shape}], expected ${axes} axes`,
  );
}

/** An array of this name and type. */
export function take<D extends NdArray["dtype"]>(
  arrays: Arrays,
  name: string,
  dtype: D,
): NdArray<D> {
  const array = arrays[name];
  if (array?.dtype !== dtype) {
    throw new TypeError(
      `Cannot read artifact: array '${name}' of ${dtype} is missing`,
    );
  }
  return array as NdArray<D>;
}
