import * as tf from "@tensorflow/tfjs-core";
import type { OnnxBackend } from "./backend.ts";

/** The reference backend, as far as complex numbers reach into it. */
interface ReferenceBackend extends tf.KernelBackend {
  readonly data: tf.DataStorage<{
    readonly complexTensorInfos?: {
      readonly real: tf.TensorInfo;
      readonly imag: tf.TensorInfo;
    };
  }>;
}

/** Carries tensors of one kernel call to the reference backend, and back. */
export class Carrier {
  /** The backend of the reference kernels. */
  readonly reference: tf.KernelBackend;
  readonly #backend: OnnxBackend;
  readonly #kernel: string;
  readonly #lent: tf.DataId[] = [];

  /** Starts with nothing lent; the kernel's name is for messages. */
  constructor(backend: OnnxBackend, kernel: string) {
    this.reference = tf.findBackend("cpu") as tf.KernelBackend;
    this.#backend = backend;
    this.#kernel = kernel;
  }

  /**
   * A copy of a tensor in the reference backend, until {@linkcode dispose}.
   *
   * @throws {TypeError} when its value is not known yet
   */
  lend(info: tf.TensorInfo): tf.TensorInfo {
    const copy = this.#copy(info);
    this.#lent.push(copy.dataId);
    return copy;
  }

  /** Moves a result of the reference backend over. */
  take({ dataId, shape, dtype }: tf.TensorInfo): tf.TensorInfo {
    const reference = this.reference as ReferenceBackend;
    if (dtype === "complex64") {
      const { real, imag } = reference.data.get(dataId).complexTensorInfos!;
      const parts = {
        real: this.#write(real, shape),
        imag: this.#write(imag, shape),
      };
      reference.disposeData(dataId);
      return this.#backend.adoptComplex(parts, shape);
    }
    const taken = this.#write({ dataId, shape, dtype }, shape);
    reference.disposeData(dataId);
    return taken;
  }

  /** Frees what was lent. */
  dispose(): void {
    for (const dataId of this.#lent) this.reference.disposeData(dataId);
  }

  #copy({ dataId, shape, dtype }: tf.TensorInfo): tf.TensorInfo {
    if (dtype === "complex64") {
      const parts = this.#backend.partsOf(dataId);
      const [real, imag] = [parts.real, parts.imag].map((part) =>
        this.#copy({ ...part, shape })
      );
      const complex = tf.getKernel("Complex", "cpu")!.kernelFunc({
        inputs: { real: real!, imag: imag! },
        backend: this.reference,
      }) as tf.TensorInfo;
      this.reference.disposeData(real!.dataId);
      this.reference.disposeData(imag!.dataId);
      return complex;
    }
    const copy = this.reference.write(this.#read(dataId), shape, dtype);
    // Some reference kernels ask for the rank, as if for a tensor.
    const info = { dataId: copy, shape, dtype, rank: shape.length };
    return info;
  }

  #read(dataId: tf.DataId): tf.backend_util.BackendValues {
    try {
      return this.#backend.readSync(dataId);
    } catch (cause) {
      throw new TypeError(
        `Cannot compile a function that uses '${this.#kernel}': the engine has no lowering for it`,
        { cause },
      );
    }
  }

  #write(info: tf.TensorInfo, shape: number[]): tf.TensorInfo {
    const { dtype } = info;
    const values = this.reference.readSync(info.dataId);
    const own = ArrayBuffer.isView(values) ? values.slice() : values;
    return { dataId: this.#backend.write(own, shape, dtype), shape, dtype };
  }
}
