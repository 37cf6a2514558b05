import type { Pointer } from "../../../platform/foreign.ts";
import { ELEMENT_CODES } from "../element_types.ts";
import type { ElementType, HostData } from "../value.ts";
import { openApi } from "./api.ts";
import { type Handle, handleFrom, Out } from "./handle.ts";
import { hostMemory } from "./memory.ts";
import { addressOf } from "./text.ts";

/** A tensor that ONNX Runtime reads from, or writes to. */
export interface OrtValue extends Disposable {
  /** Of the native tensor. */
  readonly handle: Handle;
  /** Its elements, where they lie on the host. */
  readonly data: HostData | undefined;
  /** Where its elements lie, on whichever device. */
  readonly address: Pointer;
}

/**
 * A tensor over an array of the host: nothing is copied, and what ONNX Runtime
 * writes is in the array. The array is kept until the tensor is freed.
 *
 * @param data Row-major elements; of `shape` as many as there are
 */
export function hostTensor(
  data: HostData,
  shape: readonly number[],
  type: ElementType,
): OrtValue {
  const { api } = openApi();
  const array = data as HostData & ArrayBufferView<ArrayBuffer>;
  const address = addressOf(array);
  const handle = handleFrom((out) =>
    api.CreateTensorWithDataAsOrtValue(
      hostMemory().pointer,
      address,
      BigInt(array.byteLength),
      extents(shape),
      BigInt(shape.length),
      ELEMENT_CODES[type],
      out,
    ), api.ReleaseValue);
  return {
    handle,
    data,
    address,
    [Symbol.dispose]: () => handle[Symbol.dispose](),
  };
}

/** A tensor in a device's memory, with any elements. */
export function deviceTensor(
  allocator: Handle,
  shape: readonly number[],
  type: ElementType,
): OrtValue {
  const { api } = openApi();
  const handle = handleFrom((out) =>
    api.CreateTensorAsOrtValue(
      allocator.pointer,
      extents(shape),
      BigInt(shape.length),
      ELEMENT_CODES[type],
      out,
    ), api.ReleaseValue);
  const address = new Out();
  api.GetTensorMutableData(handle.pointer, address.bytes);
  return {
    handle,
    data: undefined,
    address: address.pointer,
    [Symbol.dispose]: () => handle[Symbol.dispose](),
  };
}

function extents(shape: readonly number[]): BigInt64Array<ArrayBuffer> {
  return BigInt64Array.from(shape, BigInt);
}
