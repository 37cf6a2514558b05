import type { Address } from "../../../platform/foreign.ts";
import type { Port } from "../port.ts";
import { openApi } from "./api.ts";
import { type Handle, handleFrom } from "./handle.ts";
import type { OrtValue } from "./tensor.ts";
import { cText } from "./text.ts";

/** What a session takes and gives. */
export interface Ports {
  /** What it must be fed with. */
  readonly inputs: readonly Port[];
  /** What it computes. */
  readonly outputs: readonly Port[];
}

/**
 * What a session reads and writes, set once and used by every run. It keeps
 * the tensors that it was given, not the session.
 */
export class Binding implements Disposable {
  readonly #handle: Handle;
  readonly #ports: Ports;
  readonly #kept = new Map<string, OrtValue>();

  /** Starts with nothing bound. */
  constructor(session: Handle, ports: Ports) {
    const { api } = openApi();
    this.#handle = handleFrom(
      (out) => api.CreateIoBinding(session.pointer, out),
      api.ReleaseIoBinding,
    );
    this.#ports = ports;
  }

  /** Where it lies. */
  get pointer(): Address {
    return this.#handle.pointer;
  }

  /**
   * Reads an input from a tensor from now on.
   *
   * @throws {RangeError} when the session has no such input
   */
  input(name: string, value: OrtValue): void {
    requirePort(name, "input", this.#ports.inputs);
    openApi().api.BindInput(this.pointer, cText(name), value.handle.pointer);
    this.#kept.set(`input ${name}`, value);
  }

  /**
   * Writes an output into a tensor of its shape from now on.
   *
   * @throws {RangeError} when the session has no such output
   */
  output(name: string, value: OrtValue): void {
    requirePort(name, "output", this.#ports.outputs);
    openApi().api.BindOutput(this.pointer, cText(name), value.handle.pointer);
    this.#kept.set(`output ${name}`, value);
  }

  /** Has an output computed into memory of ONNX Runtime's own from now on. */
  outputAnywhere(name: string, memory: Handle): void {
    requirePort(name, "output", this.#ports.outputs);
    openApi().api.BindOutputToDevice(
      this.pointer,
      cText(name),
      memory.pointer,
    );
  }

  /** Waits until inputs have arrived on their device. */
  awaitInputs(): void {
    openApi().api.SynchronizeBoundInputs(this.pointer);
  }

  /** Waits until outputs have been computed. */
  awaitOutputs(): void {
    openApi().api.SynchronizeBoundOutputs(this.pointer);
  }

  /** Frees the binding; its tensors are their owner's. */
  [Symbol.dispose](): void {
    this.#handle[Symbol.dispose]();
    this.#kept.clear();
  }
}

/** ONNX Runtime leaves a binding unusable that was given a wrong name. */
function requirePort(
  name: string,
  what: "input" | "output",
  ports: readonly Port[],
): void {
  if (ports.some((port) => port.name === name)) return;
  throw new RangeError(
    `Cannot bind ${what} '${name}': the session has ${
      ports.map((port) => `'${port.name}'`).join(", ")
    }`,
  );
}
