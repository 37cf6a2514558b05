/**
 * Names of element types by their code.
 *
 * Source: https://onnx.ai/onnx/intro/concepts.html, element types.
 */
export const ELEMENT_NAMES: readonly (string | undefined)[] = [
  undefined,
  "float32",
  "uint8",
  "int8",
  "uint16",
  "int16",
  "int32",
  "int64",
  "string",
  "bool",
  "float16",
  "float64",
  "uint32",
  "uint64",
  "complex64",
  "complex128",
  "bfloat16",
];
