import * as tf from "@tensorflow/tfjs-core";
import { Lru } from "./lru.ts";
import { collectOps, structureKey, writeModel } from "./model.ts";
import { usePlatform } from "./platform.ts";
import { reshape } from "./record.ts";
import { createSession } from "./create_session.ts";
import { hostTensorOf, type Session, type SessionOptions } from "./session.ts";
import {
  type ElementType,
  type HostData,
  leaf,
  type Op,
  type Value,
} from "./value.ts";

const MAX_SESSIONS = 64;

interface Entry {
  readonly value: Value;
  readonly dtype: tf.DataType;
  references: number;
  /** Text, which stays on the host. */
  readonly host?: tf.backend_util.BackendValues;
  /** The two halves of complex numbers. */
  readonly parts?: ComplexParts;
}

/** Real and imaginary parts, as tensors of the same backend. */
export interface ComplexParts {
  /** float32, in the shape of the whole. */
  readonly real: tf.TensorInfo;
  /** float32, in the shape of the whole. */
  readonly imag: tf.TensorInfo;
}

/** Element type that holds tensors of a TensorFlow.js type. */
function elementType(dtype: tf.DataType): ElementType {
  if (dtype === "float32" || dtype === "int32" || dtype === "bool") {
    return dtype;
  }
  throw new TypeError(`Cannot record a tensor of type '${dtype}'`);
}

/**
 * A TensorFlow.js backend whose kernels record operators. Reading a tensor
 * compiles everything it needs into one graph and runs it.
 */
export class OnnxBackend extends tf.KernelBackend {
  #options: SessionOptions = { threads: 1 };
  readonly #sessions: Lru<string, Session>;
  readonly #entries: tf.DataStorage<Entry>;

  /** Starts with one thread and nothing compiled. */
  constructor() {
    super();
    this.#sessions = new Lru(MAX_SESSIONS, (session) => session.dispose());
    this.#entries = new tf.DataStorage(this, tf.engine());
  }

  /** How sessions are compiled from now on. */
  get options(): SessionOptions {
    return this.#options;
  }

  /** Changes how sessions are compiled from now on. */
  configure(options: SessionOptions): void {
    const { threads, provider, precision, gpu } = this.#options;
    if (
      threads === options.threads && provider === options.provider &&
      precision === options.precision && gpu === options.gpu
    ) return;
    this.#options = options;
    usePlatform(options.provider ?? "cpu");
    this.#sessions.clear();
  }

  /** The recorded value behind a tensor, in the tensor's shape. */
  shaped(dataId: tf.DataId, shape: readonly number[]): Value {
    return reshape(this.#entries.get(dataId).value, shape);
  }

  /** Makes a tensor's data from a recorded value. */
  adopt(value: Value, dtype: tf.DataType): tf.TensorInfo {
    const dataId = {};
    value.live++;
    this.#entries.set(dataId, { value, dtype, references: 1 });
    return { dataId, shape: [...value.shape], dtype };
  }

  /** Makes a tensor of complex numbers; the parts' data become its own. */
  adoptComplex(parts: ComplexParts, shape: readonly number[]): tf.TensorInfo {
    const dataId = {};
    const value = leaf(new Uint8Array(0), [0], "uint8");
    this.#entries.set(dataId, {
      value,
      dtype: "complex64",
      references: 1,
      parts,
    });
    return { dataId, shape: [...shape], dtype: "complex64" };
  }

  /** The halves of a tensor of complex numbers. */
  partsOf(dataId: tf.DataId): ComplexParts {
    const { parts } = this.#entries.get(dataId);
    if (parts !== undefined) return parts;
    throw new TypeError("Cannot take parts of a tensor that is not complex");
  }

  /** Stores host values as a leaf with one reference. */
  override write(
    values: tf.backend_util.BackendValues,
    shape: number[],
    dtype: tf.DataType,
  ): tf.DataId {
    const dataId = {};
    this.move(dataId, values, shape, dtype, 1);
    return dataId;
  }

  /** Stores host values under an id; no copy where the type is right. */
  override move(
    dataId: tf.DataId,
    values: tf.backend_util.BackendValues,
    shape: number[],
    dtype: tf.DataType,
    references: number,
  ): void {
    if (dtype === "string") {
      const value = leaf(new Uint8Array(0), [0], "uint8");
      this.#entries.set(dataId, { value, dtype, references, host: values });
      return;
    }
    const type = elementType(dtype);
    const value = leaf(hostData(values, type), shape, type);
    value.live++;
    this.#entries.set(dataId, { value, dtype, references });
  }

  /** Host values of a tensor; computes what was only recorded. */
  override readSync(dataId: tf.DataId): tf.backend_util.BackendValues {
    const { value, host, parts } = this.#entries.get(dataId);
    if (host !== undefined) return host;
    if (parts !== undefined) {
      const [real, imag] = [parts.real, parts.imag].map((part) =>
        this.readSync(part.dataId) as Float32Array
      );
      return tf.backend_util.mergeRealAndImagArrays(real!, imag!);
    }
    if (value.data === undefined) this.#evaluate(value);
    return value.data as tf.backend_util.BackendValues;
  }

  /** Same as {@linkcode OnnxBackend.readSync}: sessions run synchronously. */
  override read(dataId: tf.DataId): Promise<tf.backend_util.BackendValues> {
    // At once: the tensor may be gone before a promise is heard.
    try {
      return Promise.resolve(this.readSync(dataId));
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /** Notes one more tensor on the same data. */
  override incRef(dataId: tf.DataId): void {
    this.#entries.get(dataId).references++;
  }

  /** Tensors on the same data; 0 once it is gone. */
  override refCount(dataId: tf.DataId): number {
    return this.#entries.has(dataId) ? this.#entries.get(dataId).references : 0;
  }

  /**
   * Drops one reference, or all with `force`; says whether the data is gone.
   */
  override disposeData(dataId: tf.DataId, force = false): boolean {
    if (!this.#entries.has(dataId)) return true;
    const entry = this.#entries.get(dataId);
    entry.references--;
    if (!force && entry.references > 0) return false;
    entry.value.live--;
    this.#entries.delete(dataId);
    for (const part of Object.values(entry.parts ?? {})) {
      this.disposeData(part.dataId);
    }
    return true;
  }

  /** Number of tensors' data held, by which TensorFlow.js finds leaks. */
  override numDataIds(): number {
    return this.#entries.numDataIds();
  }

  /** Unreliable: a recorded value takes no memory until it is computed. */
  override memory(): { unreliable: boolean } {
    return { unreliable: true };
  }

  /** Bits of a float: always 32. */
  override floatPrecision(): 16 | 32 {
    return 32;
  }

  /** Smallest number that TensorFlow.js adds to divisors and logarithms. */
  override epsilon(): number {
    return 1e-7;
  }

  /** Always: {@linkcode OnnxBackend.time} needs no device. */
  override timerAvailable(): boolean {
    return true;
  }

  /** Milliseconds that `body` takes: of recording, where it reads nothing. */
  override async time(body: () => void): Promise<{ kernelMs: number }> {
    const start = performance.now();
    body();
    return await Promise.resolve({ kernelMs: performance.now() - start });
  }

  /** Frees every compiled session. */
  override dispose(): void {
    this.#sessions.clear();
  }

  /** Computes a value, and with it every live value on the way to it. */
  #evaluate(target: Value): void {
    const ops = collectOps([target]);
    const outputs = new Set<Value>([target]);
    for (const op of ops) {
      refusePlaceholders(op);
      for (const output of op.outputs) if (output.live > 0) outputs.add(output);
    }
    if (ops.length === 0) refusePlaceholder(target);
    const list = [...outputs];
    const { key, leaves } = structureKey(ops, list);
    const inputs = leaves.filter((value) => value.type !== "int64");
    const session = this.#sessions.getOrMake(key, () =>
      createSession(
        writeModel(new Map(list.map((value, i) => [`o${i}`, value])), {
          inputs: new Map(inputs.map((value, i) => [value, `i${i}`])),
        }),
        this.#options,
      ));
    const results = session.run(
      Object.fromEntries(
        inputs.map((value, i) => [
          `i${i}`,
          hostTensorOf(value.data!, value.shape, value.type),
        ]),
      ),
    );
    for (const [i, value] of list.entries()) {
      value.data = results[`o${i}`]!.data as HostData;
      value.op = undefined;
      value.transposes.clear();
      value.rectified = undefined;
    }
  }
}

function refusePlaceholders(op: Op): void {
  for (const input of op.inputs) {
    if (input !== undefined) refusePlaceholder(input);
  }
}

function refusePlaceholder(value: Value): void {
  if (value.placeholder === undefined) return;
  throw new TypeError(
    `Cannot read a tensor inside a compiled function: it depends on input '${value.placeholder}'`,
  );
}

function hostData(
  values: tf.backend_util.BackendValues,
  type: ElementType,
): HostData {
  if (type === "float32") {
    return values instanceof Float32Array
      ? values
      : Float32Array.from(values as ArrayLike<number>);
  }
  if (type === "int32") {
    return values instanceof Int32Array
      ? values
      : Int32Array.from(values as ArrayLike<number>);
  }
  return values instanceof Uint8Array
    ? values
    : Uint8Array.from(values as ArrayLike<number>);
}
