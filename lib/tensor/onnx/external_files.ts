import proto, { type onnx as onnxTypes } from "onnx-proto";

const { onnx } = proto;
/** Code of a tensor whose elements are in another file. */
const EXTERNAL = 1;

/**
 * Names of the files beside an ONNX model that hold weights of it.
 *
 * ONNX Runtime looks for them in the current folder when a model comes as
 * bytes, so that a result would depend on where a process stands.
 *
 * @param bytes Content of an ONNX file
 * @returns Names, each once; empty when all weights are in the model
 * @throws {TypeError} when the bytes are not an ONNX model
 *
 * @example
 * ```ts
 * import { externalFiles } from "./external_files.ts";
 * import { writeModel } from "./model.ts";
 * import { unary } from "./record.ts";
 * import { Value } from "./value.ts";
 *
 * const x = new Value([1], "float32");
 * const bytes = writeModel(new Map([["y", unary("Tanh", x)]]), {
 *   inputs: new Map([[x, "x"]]),
 * });
 * console.assert(externalFiles(bytes).length === 0);
 * ```
 */
export function externalFiles(bytes: Uint8Array): string[] {
  const files = tensorsOf(modelOf(bytes))
    .filter(({ dataLocation }) => dataLocation === EXTERNAL)
    .map(({ externalData }) =>
      externalData?.find(({ key }) => key === "location")?.value ?? "?"
    );
  return [...new Set(files)];
}

/** All tensors of a model: of its graphs, of their nodes, and of functions. */
function tensorsOf(model: onnxTypes.IModelProto): onnxTypes.ITensorProto[] {
  const found: onnxTypes.ITensorProto[] = [];
  const graphs = [model.graph ?? {}];
  for (const { node } of model.functions ?? []) {
    graphs.push({ node: node ?? [] });
  }
  for (let graph = graphs.pop(); graph !== undefined; graph = graphs.pop()) {
    found.push(...graph.initializer ?? []);
    const sparse = [...graph.sparseInitializer ?? []];
    for (const { attribute } of graph.node ?? []) {
      for (const { t, tensors, g, graphs: inner, ...rest } of attribute ?? []) {
        found.push(...t ? [t] : [], ...tensors ?? []);
        graphs.push(...g ? [g] : [], ...inner ?? []);
        const { sparseTensor, sparseTensors } = rest;
        sparse.push(
          ...sparseTensor ? [sparseTensor] : [],
          ...sparseTensors ?? [],
        );
      }
    }
    for (const { values, indices } of sparse) {
      found.push(...values ? [values] : [], ...indices ? [indices] : []);
    }
  }
  return found;
}

function modelOf(bytes: Uint8Array) {
  const foreign = "it is no ONNX model, or cut off";
  try {
    const model = onnx.ModelProto.decode(bytes);
    if (model.graph) return model;
  } catch (cause) {
    throw new TypeError(foreign, { cause });
  }
  throw new TypeError(foreign);
}
