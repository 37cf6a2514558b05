import { PipelineError } from "../../dsl/error.ts";
import type { Weighted } from "../../nn/network/run_network.ts";
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
    const model = value as Weighted;
    if (model.network.layers[0]?.type === "onnx") {
      throw new PipelineError(
        "misuse",
        "Cannot export a network from an ONNX file: the file is there already",
      );
    }
    const { toOnnx } = await import("../../nn/network/to_onnx.ts");
    return toOnnx(model);
  },
};
