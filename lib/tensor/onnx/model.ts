import proto from "onnx-proto";
import { ELEMENT_CODES } from "./element_types.ts";
import type { Attribute, HostData, Op, Value } from "./value.ts";

const { onnx } = proto;
const OPSET = 18;
const IR_VERSION = 8;

/** Attribute types of the ONNX format. */
const FLOAT = 1;
const INT = 2;
const STRING = 3;
const INTS = 7;

/** An operator as the protobuf library takes it. */
interface NodeProto {
  readonly opType: string;
  readonly domain: string;
  readonly name: string;
  input: string[];
  output: string[];
  readonly attribute: unknown[];
}

/** How leaves of a graph are written. */
export interface ModelOptions {
  /** Leaves that become inputs, by name; all other leaves are constants. */
  readonly inputs: ReadonlyMap<Value, string>;
  /** Version of ONNX's operators that the graph is written in; default 18. */
  readonly opset?: number;
  /** Extent that stands for any number of rows. */
  readonly batch?: number;
}

/**
 * The operators that `outputs` need, inputs before users.
 *
 * ONNX Runtime goes from the last operator that nothing uses back to its
 * inputs, the last of them first. So outputs that need least come last, and of
 * the inputs of an operator those that need most: gradients are taken layer by
 * layer, and what a layer needs besides is made when its turn comes. That
 * keeps little alive.
 */
export function collectOps(outputs: Iterable<Value>): Op[] {
  const wanted = [...outputs];
  const depths = new Map<Op, number>();
  const depthOf = (value: Value | undefined) =>
    (value?.op && value.data === undefined ? depths.get(value.op) : 0) ?? 0;
  for (const op of inOrder(wanted, (op) => op.inputs)) {
    depths.set(op, 1 + Math.max(0, ...op.inputs.map(depthOf)));
  }
  return inOrder(
    wanted.toSorted((a, b) => depthOf(b) - depthOf(a)),
    (op) => op.inputs.toSorted((a, b) => depthOf(a) - depthOf(b)),
  );
}

/** Operators depth first, each after those that make its inputs. */
function inOrder(
  outputs: readonly Value[],
  inputsOf: (op: Op) => readonly (Value | undefined)[],
): Op[] {
  const done = new Set<Op>();
  const order: Op[] = [];
  interface Visit {
    readonly op: Op;
    readonly inputs: readonly (Value | undefined)[];
    next: number;
  }
  const stack: Visit[] = [];
  const visit = (value: Value | undefined) => {
    if (value?.op === undefined || value.data !== undefined) return;
    if (done.has(value.op)) return;
    stack.push({ op: value.op, inputs: inputsOf(value.op), next: 0 });
  };
  for (const output of outputs) {
    visit(output);
    while (stack.length > 0) {
      const top = stack[stack.length - 1]!;
      if (done.has(top.op)) stack.pop();
      else if (top.next < top.inputs.length) visit(top.inputs[top.next++]);
      else {
        done.add(top.op);
        order.push(top.op);
        stack.pop();
      }
    }
  }
  return order;
}

/**
 * Writes the graph that computes `outputs` as an ONNX model.
 *
 * @param outputs Values to compute, by output name
 * @throws {TypeError} when a placeholder is not among the inputs
 */
export function writeModel(
  outputs: ReadonlyMap<string, Value>,
  options: ModelOptions,
): Uint8Array {
  const names = new Map<Value, string>();
  const initializers: unknown[] = [];
  const constants = new Map<string, string>();
  const nodes: NodeProto[] = [];
  const domains = new Set<string>();
  for (const [value, name] of options.inputs) names.set(value, name);

  function nameOf(value: Value): string {
    const known = names.get(value);
    if (known !== undefined) return known;
    // Equal constants are one, or equal operators would not be seen as such.
    const content = contentOf(value);
    const name = constants.get(content ?? "") ?? `v${names.size}`;
    names.set(value, name);
    if (content !== undefined && constants.has(content)) return name;
    if (content !== undefined) constants.set(content, name);
    if (value.data !== undefined) {
      initializers.push(tensorProto(name, value, value.data));
    } else if (value.op === undefined) {
      throw new TypeError(
        `Cannot compile a graph: it needs '${value.placeholder}', which is not fed`,
      );
    }
    return name;
  }

  const results = new Map<string, string[]>();
  for (const op of collectOps(outputs.values())) {
    const input = op.inputs.map((value) =>
      value === undefined ? "" : nameOf(value)
    );
    // What was computed already is not computed again.
    const key = operationKey(op, input);
    const known = results.get(key);
    if (known !== undefined) {
      op.outputs.forEach((value, i) => names.set(value, known[i]!));
      continue;
    }
    const output = op.outputs.map(nameOf);
    results.set(key, output);
    if (op.domain !== undefined) domains.add(op.domain);
    nodes.push({
      opType: op.type,
      domain: op.domain ?? "",
      name: `n${nodes.length}`,
      input,
      output,
      attribute: Object.entries(op.attributes).map(attributeProto),
    });
  }
  const renamed = new Map<string, string>();
  const made = new Set(nodes.flatMap(({ output }) => output));
  for (const [name, value] of outputs) {
    const known = nameOf(value);
    if (made.has(known) && !renamed.has(known)) {
      renamed.set(known, name);
      continue;
    }
    // An input or a constant as it is, or a second name.
    nodes.push({
      opType: "Identity",
      domain: "",
      name: `n${nodes.length}`,
      input: [known],
      output: [name],
      attribute: [],
    });
  }
  const finalName = (name: string) => renamed.get(name) ?? name;
  for (const node of nodes) {
    node.input = node.input.map(finalName);
    node.output = node.output.map(finalName);
  }
  const model = onnx.ModelProto.fromObject({
    irVersion: IR_VERSION,
    producerName: "senzai",
    opsetImport: [
      { domain: "", version: options.opset ?? OPSET },
      ...[...domains].map((domain) => ({ domain, version: 1 })),
    ],
    graph: {
      name: "graph",
      node: nodes,
      initializer: initializers,
      input: [...options.inputs].map(([value, name]) =>
        valueInfo(name, value, options.batch)
      ),
      output: [...outputs].map(([name, value]) =>
        valueInfo(name, value, options.batch)
      ),
    },
  });
  return onnx.ModelProto.encode(model).finish();
}

/** A text that is equal for equal operators on the same inputs. */
function operationKey(op: Op, inputs: readonly string[]): string {
  const attributes = JSON.stringify(op.attributes);
  return `${op.domain ?? ""}:${op.type}(${inputs})${attributes}`;
}

/** A text that is equal for graphs that differ only in the data of their inputs. */
export function structureKey(
  ops: readonly Op[],
  outputs: readonly Value[],
): { key: string; leaves: Value[] } {
  const ids = new Map<Value, number>();
  const leaves: Value[] = [];
  const parts: string[] = [];
  function id(value: Value): number {
    let known = ids.get(value);
    if (known === undefined) {
      known = ids.size;
      ids.set(value, known);
      if (value.data !== undefined) {
        leaves.push(value);
        // Shapes and axes are part of the structure: ONNX Runtime plans with them.
        parts.push(
          value.type === "int64"
            ? `c${value.data}`
            : `l${value.type}${value.shape}`,
        );
      }
    }
    return known;
  }
  for (const op of ops) {
    const inputs = op.inputs.map((value) =>
      value === undefined ? "-" : id(value)
    );
    const results = op.outputs.map(id);
    parts.push(
      `${op.domain ?? ""}:${op.type}(${inputs})${
        JSON.stringify(op.attributes)
      }>${results}:${op.outputs[0]!.shape}`,
    );
  }
  parts.push(`=${outputs.map(id)}`);
  return { key: parts.join(";"), leaves };
}

/** Most elements of a constant that is compared with others. */
const SMALL = 64;

/** Type, shape and elements of a small constant, as a key. */
function contentOf({ type, shape, data, size }: Value): string | undefined {
  if (data === undefined || size > SMALL) return undefined;
  return `${type}[${shape}]${new Uint8Array(
    data.buffer,
    data.byteOffset,
    data.byteLength,
  )}`;
}

function valueInfo(
  name: string,
  value: Value,
  batch: number | undefined,
): unknown {
  return {
    name,
    type: {
      tensorType: {
        elemType: ELEMENT_CODES[value.type],
        // A negative extent stands for any.
        shape: {
          dim: value.shape.map((extent) =>
            extent < 0 || extent === batch
              ? { dimParam: "batch" }
              : { dimValue: extent }
          ),
        },
      },
    },
  };
}

function tensorProto(name: string, value: Value, data: HostData): unknown {
  return {
    name,
    dims: value.shape,
    dataType: ELEMENT_CODES[value.type],
    rawData: new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
  };
}

function attributeProto([name, value]: [string, Attribute]): unknown {
  if (typeof value === "number") return { name, type: INT, i: value };
  if (typeof value === "string") {
    return { name, type: STRING, s: new TextEncoder().encode(value) };
  }
  if ("float" in value) return { name, type: FLOAT, f: value.float };
  return { name, type: INTS, ints: value };
}
