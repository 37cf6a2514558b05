import { elementName } from "../element_types.ts";
import type { Pointer } from "../../../platform/foreign.ts";
import type { Port } from "../port.ts";
import type { Api } from "./api.ts";
import { Out } from "./handle.ts";

/** Type and extents that ONNX Runtime tells of a tensor. */
export function tensorInfo(
  info: Pointer,
  api: Api,
): Pick<Port, "type" | "shape"> {
  const [type, rank] = [new Out(), new Out()];
  api.GetTensorElementType(info, type.bytes);
  api.GetDimensionsCount(info, rank.bytes);
  const extents = new BigInt64Array(rank.count);
  api.GetDimensions(info, extents, BigInt(rank.count));
  return {
    type: elementName(type.code),
    shape: Array.from(extents, Number),
  };
}
