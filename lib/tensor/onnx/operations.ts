import { collectOps } from "./model.ts";
import type { Op, Value } from "./value.ts";

/** Operators that move elements, and compute nothing. */
const MOVES = new Set([
  "Cast",
  "Concat",
  "Expand",
  "Gather",
  "Identity",
  "Pad",
  "Reshape",
  "ScatterND",
  "Slice",
  "Split",
  "Tile",
  "Transpose",
]);

/** Operations an element, where they are not one. */
const EACH: Readonly<Record<string, number>> = {
  Clip: 2,
  HardSigmoid: 2,
  LeakyRelu: 2,
  Softmax: 5,
  LogSoftmax: 5,
};

/**
 * Floating-point operations of what a value is computed by, as far as they depend
 * on some of its inputs: a multiply-add counts as two, other operators as one or
 * two an element, moving as none.
 */
export function countOperations(
  value: Value,
  inputs: ReadonlySet<Value>,
): number {
  const depends = new Set(inputs);
  let count = 0;
  for (const op of collectOps([value])) {
    if (!op.inputs.some((input) => input && depends.has(input))) continue;
    for (const output of op.outputs) depends.add(output);
    count += operationsOf(op);
  }
  return count;
}

function operationsOf({ type, inputs, outputs, attributes }: Op): number {
  const [output] = outputs as [Value];
  const [a, b, c] = inputs as [Value, Value, Value | undefined];
  switch (type) {
    case "Conv":
      return 2 * output.size * b.size / b.shape[0]! + biasOf(output, c);
    case "ConvTranspose":
      return 2 * a.size * b.size / b.shape[0]! + biasOf(output, c);
    case "Gemm":
    case "MatMul": {
      const inner = a.shape.at(attributes.transA === 1 ? -2 : -1)!;
      // Of a matrix that is known, zeros are no work.
      const share = Math.min(nonZero(a), nonZero(b));
      return 2 * output.size * inner * share;
    }
    default:
      if (MOVES.has(type)) return 0;
      if (type.startsWith("Reduce") || type.startsWith("Arg")) return a.size;
      return output.size * (EACH[type] ?? 1);
  }
}

/** One addition an element, where a convolution has a bias. */
function biasOf({ size }: Value, bias: Value | undefined): number {
  return bias === undefined ? 0 : size;
}

/** Share of the elements of a constant that are not zero. */
function nonZero({ data, size }: Value): number {
  if (data === undefined || size === 0) return 1;
  let count = 0;
  for (const element of data) if (Number(element) !== 0) count++;
  return count / size;
}
