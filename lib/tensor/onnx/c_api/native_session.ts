import type { Pointer } from "../../../platform/foreign.ts";
import { type Api, openApi } from "./api.ts";
import { Binding } from "./binding.ts";
import { ortEnvironment } from "./environment.ts";
import { type Handle, handleFrom, Out } from "./handle.ts";
import { hostAllocator } from "./memory.ts";
import type { Port } from "../port.ts";
import { type NativeOptions, sessionOptions } from "./session_options.ts";
import { runOptions } from "./run_options.ts";
import { tensorInfo } from "./tensor_info.ts";
import { textAt } from "./text.ts";

/** A compiled model, run through the C API. */
export class NativeSession implements Disposable {
  /** Of the native session. */
  readonly handle: Handle;
  /** What it must be fed with. */
  readonly inputs: readonly Port[];
  /** What it computes. */
  readonly outputs: readonly Port[];
  readonly #plain: Handle;

  /**
   * Compiles a model.
   *
   * @param bytes An ONNX model
   * @throws {OrtError} when it is none, or has operators that no provider knows
   */
  constructor(bytes: Uint8Array<ArrayBuffer>, options: NativeOptions) {
    const { api } = openApi();
    // Providers report to the environment as soon as they are named.
    const environment = ortEnvironment();
    using settings = sessionOptions(options);
    this.handle = handleFrom(
      (out) =>
        api.CreateSessionFromArray(
          environment,
          bytes,
          BigInt(bytes.byteLength),
          settings.pointer,
          out,
        ),
      api.ReleaseSession,
    );
    this.inputs = portsOf(this.handle, {
      count: api.SessionGetInputCount,
      name: api.SessionGetInputName,
      type: api.SessionGetInputTypeInfo,
    });
    this.outputs = portsOf(this.handle, {
      count: api.SessionGetOutputCount,
      name: api.SessionGetOutputName,
      type: api.SessionGetOutputTypeInfo,
    });
    this.#plain = runOptions();
  }

  /** A new binding, to be freed before the session. */
  bind(): Binding {
    return new Binding(this.handle, this);
  }

  /**
   * Computes all outputs of a binding from its inputs.
   *
   * @param options As of `runOptions`; by default none
   */
  run(binding: Binding, options: Handle = this.#plain): void {
    openApi().api.RunWithBinding(
      this.handle.pointer,
      options.pointer,
      binding.pointer,
    );
  }

  /** The same on another thread, where the caller's goes on. */
  async runAside(binding: Binding): Promise<void> {
    await openApi().api.RunWithBindingAside(
      this.handle.pointer,
      this.#plain.pointer,
      binding.pointer,
    );
  }

  /** Ends profiling, and gives the path of the profile. */
  endProfile(): string {
    const out = new Out();
    const { api } = openApi();
    api.SessionEndProfiling(this.handle.pointer, hostAllocator(), out.bytes);
    return takeText(out.pointer, api);
  }

  /** Frees the session. */
  [Symbol.dispose](): void {
    this.#plain[Symbol.dispose]();
    this.handle[Symbol.dispose]();
  }
}

function portsOf(
  { pointer }: Handle,
  read: {
    readonly count: Api["SessionGetInputCount"];
    readonly name: Api["SessionGetInputName"];
    readonly type: Api["SessionGetInputTypeInfo"];
  },
): Port[] {
  const { api } = openApi();
  const count = new Out();
  read.count(pointer, count.bytes);
  return Array.from({ length: count.count }, (_, i) => {
    const name = new Out();
    read.name(pointer, BigInt(i), hostAllocator(), name.bytes);
    using info = handleFrom(
      (out) => read.type(pointer, BigInt(i), out),
      api.ReleaseTypeInfo,
    );
    return { name: takeText(name.pointer, api), ...tensorType(info, api) };
  });
}

function tensorType(
  info: Handle,
  api: Api,
): Pick<Port, "type" | "shape"> {
  const tensor = new Out();
  api.CastTypeInfoToTensorInfo(info.pointer, tensor.bytes);
  // A sequence or a map.
  if (tensor.pointer === null) return { type: "of another type", shape: [] };
  return tensorInfo(tensor.pointer, api);
}

/** Reads a text that ONNX Runtime allocated, and frees it. */
function takeText(pointer: Pointer, api: Api): string {
  const text = textAt(pointer);
  api.AllocatorFree(hostAllocator(), pointer);
  return text;
}
