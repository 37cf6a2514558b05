import { sizeOf } from "../../array.ts";
import { memoryAt, type Pointer } from "../../../platform/foreign.ts";
import type { HostTensor } from "../session.ts";
import type { HostData } from "../value.ts";
import { type Api, openApi } from "./api.ts";
import type { Binding } from "./binding.ts";
import { handleFrom, Out } from "./handle.ts";
import { newHostData } from "./host_data.ts";
import { hostAllocator } from "./memory.ts";
import { tensorInfo } from "./tensor_info.ts";

/**
 * Copies of what a run has computed into memory of its own on the host, in the
 * order in which outputs were bound. Elements of types that are not computed
 * with come without their data.
 */
export function boundOutputs(binding: Binding): HostTensor[] {
  const { api } = openApi();
  const [values, count] = [new Out(), new Out()];
  api.GetBoundOutputValues(
    binding.pointer,
    hostAllocator(),
    values.bytes,
    count.bytes,
  );
  const list = values.pointer;
  if (list === null) return [];
  const view = memoryAt(list);
  const tensors = Array.from({ length: count.count }, (_, i) => {
    const value = view.getPointer(8 * i);
    const tensor = copyOf(value, api);
    api.ReleaseValue(value);
    return tensor;
  });
  api.AllocatorFree(hostAllocator(), list);
  return tensors;
}

function copyOf(value: Pointer, api: Api): HostTensor {
  using info = handleFrom(
    (out) => api.GetTensorTypeAndShape(value, out),
    api.ReleaseTensorTypeAndShapeInfo,
  );
  const { type, shape: dims } = tensorInfo(info.pointer, api);
  const data = newHostData(type, sizeOf(dims));
  if (data === undefined) return { data: new Uint8Array(0), dims, type };
  const address = new Out();
  api.GetTensorMutableData(value, address.bytes);
  if (data.byteLength > 0) {
    memoryAt(address.pointer!).copyInto(
      data as HostData & ArrayBufferView<ArrayBuffer>,
    );
  }
  return { data, dims, type };
}
