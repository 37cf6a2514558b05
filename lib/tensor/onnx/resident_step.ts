import { sizeOf } from "../array.ts";
import type { Binding } from "./c_api/binding.ts";
import { newHostData } from "./c_api/host_data.ts";
import { allocatorOf, type Device, memoryInfo } from "./c_api/memory.ts";
import type { NativeSession } from "./c_api/native_session.ts";
import { deviceTensor, hostTensor, type OrtValue } from "./c_api/tensor.ts";
import type { HostTensor, HostTensors } from "./session.ts";
import type { ElementType } from "./value.ts";

/** One entry of a step's state. */
export interface StateEntry {
  /** Name of the input that reads it. */
  readonly input: string;
  /** Name of the output that is the next. */
  readonly output: string;
  /** What it is at first. */
  readonly initial: HostTensor;
}

/** A step whose state stays where it is computed. */
export interface StateRunner {
  /** Takes a step with data by name of input; gives the other outputs. */
  run(data: HostTensors): HostTensors;
  /** A copy of the state, in the order of its entries. */
  state(): HostTensor[];
  /** Frees what ONNX Runtime holds; the session is its owner's. */
  dispose(): void;
}

/** One direction: from one set of the state's buffers to the other. */
interface Turn {
  readonly binding: Binding;
  readonly from: readonly OrtValue[];
}

/**
 * Keeps a step's state in two sets of buffers that take turns: one is read, the
 * other written, and nothing is copied.
 *
 * @param session Of the step
 * @param options `state`: its entries; `metrics`: names of the other outputs;
 * `device`: memory for the state, by default the host's; `copy` compiles a graph
 * that gives its inputs, the state's, back as outputs of their names and a prime
 */
export function residentStep(
  session: NativeSession,
  { state, metrics, device, copy }: {
    readonly state: readonly StateEntry[];
    readonly metrics: readonly string[];
    readonly device?: Device | undefined;
    readonly copy: () => NativeSession;
  },
): StateRunner {
  const owned = new DisposableStack();
  const allocator = device === undefined
    ? undefined
    : owned.use(allocatorOf(session.handle, owned.use(memoryInfo(device))));
  const buffer = ({ initial: { dims, type } }: StateEntry) =>
    owned.use(
      allocator === undefined
        ? hostValue(emptyLike({ dims, type }))
        : deviceTensor(allocator, dims, type as ElementType),
    );
  const sets = [0, 1].map(() => state.map(buffer));
  let copier: NativeSession | undefined;
  const transfer = (from: readonly OrtValue[], to: readonly OrtValue[]) => {
    if (device === undefined) {
      from.forEach(({ data }, i) => to[i]!.data!.set(data as never));
      return;
    }
    copier ??= owned.use(copy());
    copyThrough(copier, { from, to, names: state.map(({ input }) => input) });
  };
  const results = metrics.map((name) => {
    const port = session.outputs.find((each) => each.name === name)!;
    return { name, tensor: emptyLike({ dims: port.shape, type: port.type }) };
  });
  const turns = [0, 1].map((from): Turn => {
    const binding = owned.use(session.bind());
    state.forEach(({ input, output }, i) => {
      binding.input(input, sets[from]![i]!);
      binding.output(output, sets[1 - from]![i]!);
    });
    for (const { name, tensor } of results) {
      binding.output(name, owned.use(hostValue(tensor)));
    }
    return { binding, from: sets[from]! };
  });
  let turn = 0;
  transfer(state.map(({ initial }) => hostValue(initial)), sets[0]!);
  return {
    run(data) {
      const { binding } = turns[turn]!;
      using fed = new DisposableStack();
      for (const [name, tensor] of Object.entries(data)) {
        binding.input(name, fed.use(hostValue(tensor)));
      }
      session.run(binding);
      turn = 1 - turn;
      return Object.fromEntries(
        results.map(({ name, tensor }) => [
          name,
          { ...tensor, data: tensor.data.slice() },
        ]),
      );
    },
    state() {
      const copies = state.map(({ initial }) => emptyLike(initial));
      transfer(turns[turn]!.from, copies.map(hostValue));
      return copies;
    },
    dispose: () => owned.dispose(),
  };
}

/** Copies tensors to and from a device by a graph that does nothing else. */
function copyThrough(
  copier: NativeSession,
  { from, to, names }: {
    readonly from: readonly OrtValue[];
    readonly to: readonly OrtValue[];
    readonly names: readonly string[];
  },
): void {
  using binding = copier.bind();
  names.forEach((name, i) => {
    binding.input(name, from[i]!);
    binding.output(`${name}'`, to[i]!);
  });
  copier.run(binding);
}

function hostValue({ data, dims, type }: HostTensor): OrtValue {
  return hostTensor(data, dims, type as ElementType);
}

function emptyLike(
  { dims, type }: Pick<HostTensor, "dims" | "type">,
): HostTensor {
  return { data: newHostData(type, sizeOf(dims))!, dims, type };
}
