import {
  type Address,
  type Pointer,
  pointerFrom,
} from "../../../platform/foreign.ts";

/** Something of ONNX Runtime's that is freed by hand. */
export class Handle implements Disposable {
  #pointer: Pointer;
  readonly #release: (pointer: Pointer) => void;

  /** Takes over what a pointer points to. */
  constructor(
    pointer: Pointer,
    release: (pointer: Pointer) => void,
  ) {
    this.#pointer = pointer;
    this.#release = release;
  }

  /**
   * Where it lies.
   *
   * @throws {TypeError} when it was freed
   */
  get pointer(): Address {
    if (this.#pointer === null) {
      throw new TypeError("Cannot use what ONNX Runtime has freed");
    }
    return this.#pointer;
  }

  /** Frees it; again, it does nothing. */
  [Symbol.dispose](): void {
    if (this.#pointer === null) return;
    this.#release(this.#pointer);
    this.#pointer = null;
  }
}

/** Eight bytes for a function to write a result to. */
export class Out {
  /** Where the function writes. */
  readonly bytes: BigUint64Array<ArrayBuffer> = new BigUint64Array(
    new ArrayBuffer(8),
  );

  /** The result as a pointer. */
  get pointer(): Pointer {
    return pointerFrom(this.bytes[0]!);
  }

  /** The result as a count. */
  get count(): number {
    return Number(this.bytes[0]!);
  }

  /** The result as an `enum` of C, in its first four bytes. */
  get code(): number {
    return new Int32Array(this.bytes.buffer)[0]!;
  }
}

/** Calls a function that writes a pointer, and takes over what it points to. */
export function handleFrom(
  make: (out: BigUint64Array<ArrayBuffer>) => void,
  release: (pointer: Pointer) => void,
): Handle {
  const out = new Out();
  make(out.bytes);
  return new Handle(out.pointer, release);
}
