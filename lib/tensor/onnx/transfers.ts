import type { NativeSession } from "./c_api/native_session.ts";
import type { OrtValue } from "./c_api/tensor.ts";
import type { HostTensor } from "./session.ts";

/** A tensor to be copied, by a name that is its own in the copy. */
export interface Transfer {
  /** Name in the graph that copies. */
  readonly name: string;
  /** Where it lies. */
  readonly from: OrtValue;
  /** Where it is to lie: of its shape and type. */
  readonly to: OrtValue;
}

/** Shape and type of a tensor with a name. */
export type Named =
  & { readonly name: string }
  & Pick<HostTensor, "dims" | "type">;

/**
 * Copies tensors between the host and a device by a graph that does nothing else:
 * ONNX Runtime's own function for copies knows no device of a provider that is
 * built in.
 */
export class Transfers implements Disposable {
  readonly #compile: () => NativeSession;
  #session: NativeSession | undefined;

  /**
   * Nothing is compiled before the first copy.
   *
   * @param compile Compiles a graph that gives its inputs back as outputs of their
   * names and a prime
   */
  constructor(compile: () => NativeSession) {
    this.#compile = compile;
  }

  /** Copies all tensors of the graph. */
  copy(transfers: readonly Transfer[]): void {
    this.#session ??= this.#compile();
    using binding = this.#session.bind();
    for (const { name, from, to } of transfers) {
      binding.input(name, from);
      binding.output(`${name}'`, to);
    }
    this.#session.run(binding);
  }

  /** Frees the graph. */
  [Symbol.dispose](): void {
    this.#session?.[Symbol.dispose]();
    this.#session = undefined;
  }
}
