import type * as tf from "@tensorflow/tfjs-core";
import type { Arrays } from "./array.ts";
import { createSession } from "./onnx/create_session.ts";
import { collectOps, writeModel } from "./onnx/model.ts";
import { int64s } from "./onnx/record.ts";
import { type HostData, leaf, type Op, Value } from "./onnx/value.ts";
import { recorded } from "./recording_scope.ts";

/**
 * Stands for any number of rows while a function is recorded: a prime that no
 * other extent is a multiple of.
 */
const ANY = 1_000_003;
/** Old enough for the `onnx` of Debian 12; in it axes are attributes of a mean. */
const OPSET = 17;
/** ONNX takes as many as there are. */
const TO_THE_END = 2 ** 31 - 1;

/**
 * A function of batches as an ONNX file (opset 17), for any program: inputs and
 * `output`, float32, `[batch, …]` with any batch. What depends on `fixed` alone is
 * computed now.
 *
 * @param inputs Shapes of its inputs without the batch axis, by name
 * @param fixed Arrays that become part of the file, such as weights
 * @param body Pure; rows do not depend on each other
 * @returns Bytes of the file
 * @throws {TypeError} when it needs a computed number of rows in a way that a file
 * cannot leave open
 */
export function exportFunction(
  inputs: Readonly<Record<string, readonly number[]>>,
  fixed: Arrays,
  body: (tensors: Readonly<Record<string, tf.Tensor>>) => tf.Tensor,
): Uint8Array {
  const fed = Object.entries(inputs).map(([name, shape]) =>
    [
      name,
      new Value([ANY, ...shape], "float32", { placeholder: name }),
    ] as const
  );
  const output = recorded(({ tensorOf, valueOf }) => {
    const weights = Object.entries(fixed).map(([name, array]) =>
      [name, leaf(array.data, array.shape, array.dtype)] as const
    );
    const tensors = [...fed, ...weights].map(([name, value]) =>
      [name, tensorOf(value)] as const
    );
    return valueOf(body(Object.fromEntries(tensors)));
  });
  computeFixed(output, new Set(fed.map(([, value]) => value)));
  for (const op of collectOps([output])) openBatch(op);
  return writeModel(new Map([["output", output]]), {
    inputs: new Map(fed.map(([name, value]) => [value, name])),
    opset: OPSET,
    batch: ANY,
  });
}

/** Computes values that depend on no input, as far as others need them. */
function computeFixed(output: Value, inputs: ReadonlySet<Value>): void {
  const depends = new Set(inputs);
  const fixed = new Set<Value>();
  for (const op of collectOps([output])) {
    const values = op.inputs.filter((value) => value !== undefined);
    if (!values.some((value) => depends.has(value))) continue;
    for (const value of values) {
      if (!depends.has(value) && value.op !== undefined) fixed.add(value);
    }
    for (const result of op.outputs) depends.add(result);
  }
  if (fixed.size === 0) return;
  const names = new Map([...fixed].map((value, i) => [`o${i}`, value]));
  const session = createSession(writeModel(names, { inputs: new Map() }), {
    threads: 1,
  });
  const results = session.run({});
  session.dispose();
  for (const [name, value] of names) {
    value.data = results[name]!.data as HostData;
    value.op = undefined;
  }
}

/** Leaves the number of rows open where an operator names it. */
function openBatch(op: Op): void {
  const [x, second] = op.inputs;
  switch (op.type) {
    case "Reshape":
      replace(op, 1, second!, (extent) => extent % ANY === 0 ? -1 : extent);
      break;
    case "Expand":
      // A single row is repeated as often as the other side has rows.
      replace(op, 1, second!, (extent) => extent === ANY ? 1 : extent);
      break;
    case "Slice":
      replace(
        op,
        2,
        op.inputs[2]!,
        (end) => end > 0 && end % ANY === 0 ? TO_THE_END : end,
      );
      break;
    case "ReduceMax":
    case "ReduceMean":
    case "ReduceMin":
    case "ReduceProd": {
      const axes = Array.from(second!.data as BigInt64Array, Number);
      const attributes = { ...op.attributes, axes };
      exchange(op, { ...op, inputs: [x], attributes });
      break;
    }
  }
}

function replace(
  op: Op,
  place: number,
  list: Value,
  change: (number: number) => number,
): void {
  const numbers = Array.from(list.data as BigInt64Array, Number);
  const changed = numbers.map(change);
  if (changed.some((number) => number >= ANY && number !== TO_THE_END)) {
    throw new TypeError(
      `Cannot export a function: '${op.type}' needs the number of rows in a batch`,
    );
  }
  exchange(op, {
    ...op,
    inputs: op.inputs.map((input, i) => i === place ? int64s(changed) : input),
  });
}

function exchange(old: Op, op: Op): void {
  for (const output of old.outputs) output.op = op;
}
