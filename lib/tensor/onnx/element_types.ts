/**
 * Codes of element types.
 *
 * Source: https://onnx.ai/onnx/intro/concepts.html, element types.
 */
export const ELEMENT_CODES = {
  float32: 1,
  uint8: 2,
  int8: 3,
  uint16: 4,
  int16: 5,
  int32: 6,
  int64: 7,
  string: 8,
  bool: 9,
  float16: 10,
  float64: 11,
  uint32: 12,
  uint64: 13,
  complex64: 14,
  complex128: 15,
  bfloat16: 16,
} as const;

const NAMES: ReadonlyMap<number, string> = new Map(
  Object.entries(ELEMENT_CODES).map(([name, code]) => [code, name]),
);

/** Name of an element type; those that are newer have none. */
export function elementName(code: number): string {
  return NAMES.get(code) ?? "of another type";
}
