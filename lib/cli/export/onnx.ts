import type { Weighted } from "../../nn/run_network.ts";
import type { ExportFormat } from "./format.ts";

function isModel(value: unknown): value is Weighted {
  const { network, weights } = (value ?? {}) as Partial<Weighted>;
  return Array.isArray(network?.layers) && weights !== undefined;
}

/** A network for inference in any program. */
export const onnx: ExportFormat = {
  extension: "onnx",
  accepts: ({ value }) => isModel(value),
  async write({ value }) {
    const { toOnnx } = await import("../../nn/to_onnx.ts");
    return toOnnx(value as Weighted);
  },
};
