import type { Device } from "./c_api/memory.ts";
import type { NativeSession } from "./c_api/native_session.ts";
import { carriedStep } from "./carried_step.ts";
import { createSession } from "./create_session.ts";
import { writeModel } from "./model.ts";
import { onnxBackend } from "./register.ts";
import type { Replay } from "./replay.ts";
import {
  residentStep,
  type StateRunner,
  type StepPorts,
} from "./resident_step.ts";
import type { SessionOptions } from "./session.ts";
import { cudaRuntime } from "./cuda/runtime.ts";
import { cudaTransfers } from "./cuda/transfers.ts";
import { type Form, graphTransfers } from "./transfers.ts";
import { type ElementType, Value } from "./value.ts";

/** Memory in which state is kept. */
function deviceOf({ provider, gpu = 0 }: SessionOptions): Device | undefined {
  switch (provider) {
    case "webgpu":
      return { name: "WebGPU_Buffer", id: 0 };
    case "cuda":
      return { name: "Cuda", id: gpu };
    default:
      return undefined;
  }
}

/** Runs a recording with its state where the engine computes. */
export function runnerOf(
  { session, isCaptured }: Pick<Replay, "session" | "isCaptured">,
  ports: StepPorts,
): StateRunner {
  const { native } = session;
  if (native === undefined) return carriedStep(session, ports);
  const { options } = onnxBackend();
  const cuda = options.provider === "cuda" ? cudaRuntime() : undefined;
  return residentStep(native, ports, {
    device: deviceOf(options),
    transfers: cuda === undefined
      ? graphTransfers(identity)
      : cudaTransfers(cuda),
    isCaptured,
  });
}

/** Gives inputs `i0`, `i1`, … back as `o0`, `o1`, … */
function identity(forms: readonly Form[]): NativeSession {
  const values = forms.map(({ dims, type }, i) =>
    new Value(dims, type as ElementType, { placeholder: `i${i}` })
  );
  const bytes = writeModel(
    new Map(values.map((value, i) => [`o${i}`, value])),
    { inputs: new Map(values.map((value, i) => [value, `i${i}`])) },
  );
  return createSession(bytes, onnxBackend().options).native!;
}
