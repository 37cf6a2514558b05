import type { NativeSession } from "./c_api/native_session.ts";
import type { OrtValue } from "./c_api/tensor.ts";
import type { HostTensor } from "./session.ts";

/** A tensor to be copied. */
export interface Transfer {
  /** Where it lies. */
  readonly from: OrtValue;
  /** Where it is to lie: of its shape and type. */
  readonly to: OrtValue;
}

/** Shape and type of a tensor. */
export type Form = Pick<HostTensor, "dims" | "type">;

/** Copies tensors of given forms between the host and a device. */
export interface Transfers extends Disposable {
  /** Copies all of them, and waits until they are there. */
  copy(transfers: readonly Transfer[]): void;
}

/** Makes {@linkcode Transfers} for tensors of these forms, in this order. */
export type MakeTransfers = (forms: readonly Form[]) => Transfers;

/**
 * Copies by a graph that does nothing else: ONNX Runtime's own function for
 * copies knows no device of a provider that is built in. Nothing is compiled
 * before the first copy.
 *
 * @param compile Compiles a graph with inputs `i0`, `i1`, … of these forms,
 * which it gives back as `o0`, `o1`, …
 */
export function graphTransfers(
  compile: (forms: readonly Form[]) => NativeSession,
): MakeTransfers {
  return (forms) => {
    let session: NativeSession | undefined;
    return {
      copy(transfers) {
        if (transfers.length === 0) return;
        session ??= compile(forms);
        using binding = session.bind();
        transfers.forEach(({ from, to }, i) => {
          binding.input(`i${i}`, from);
          binding.output(`o${i}`, to);
        });
        session.run(binding);
      },
      [Symbol.dispose]() {
        session?.[Symbol.dispose]();
        session = undefined;
      },
    };
  };
}
