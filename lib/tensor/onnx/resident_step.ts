import { sizeOf } from "../array.ts";
import type { Binding } from "./c_api/binding.ts";
import type { Handle } from "./c_api/handle.ts";
import { newHostData } from "./c_api/host_data.ts";
import { allocatorOf, type Device, memoryInfo } from "./c_api/memory.ts";
import type { NativeSession } from "./c_api/native_session.ts";
import { runOptions } from "./c_api/run_options.ts";
import { deviceTensor, hostTensor, type OrtValue } from "./c_api/tensor.ts";
import type { HostTensor, HostTensors } from "./session.ts";
import { type Named, Transfers } from "./transfers.ts";
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

/** Where a step's tensors lie. */
export interface Residence {
  /** Memory of the state; by default the host's. */
  readonly device?: Device | undefined;
  /**
   * Compiles a graph that gives its inputs back as outputs of their names and a
   * prime, to copy between host and device.
   */
  readonly copy: (tensors: readonly Named[]) => NativeSession;
  /**
   * Whether data and metrics have fixed places on the device too, and each turn is
   * captured as a graph of its own, which later runs replay. Default false.
   */
  readonly isCaptured?: boolean;
}

/** One direction: from one set of the state's buffers to the other. */
interface Turn {
  readonly binding: Binding;
  readonly from: readonly OrtValue[];
  readonly options: Handle;
}

/**
 * Keeps a step's state in two sets of buffers that take turns: one is read, the
 * other written, and nothing is copied.
 *
 * @param session Of the step
 * @param options `state`: its entries; `metrics`: names of the other outputs; and
 * where they lie
 */
export function residentStep(
  session: NativeSession,
  { state, metrics, device, copy, isCaptured = false }: Residence & {
    readonly state: readonly StateEntry[];
    readonly metrics: readonly string[];
  },
): StateRunner {
  const owned = new DisposableStack();
  const allocator = device === undefined
    ? undefined
    : owned.use(allocatorOf(session.handle, owned.use(memoryInfo(device))));
  const buffer = ({ dims, type }: Pick<HostTensor, "dims" | "type">) =>
    owned.use(
      allocator === undefined
        ? hostValue(emptyLike({ dims, type }))
        : deviceTensor(allocator, dims, type as ElementType),
    );
  const sets = [0, 1].map(() => state.map(({ initial }) => buffer(initial)));
  const stateCopies = owned.use(
    new Transfers(() =>
      copy(state.map(({ input, initial }) => ({ ...initial, name: input })))
    ),
  );
  const transfer = (from: readonly OrtValue[], to: readonly OrtValue[]) => {
    if (device === undefined) {
      from.forEach(({ data }, i) => to[i]!.data!.set(data as never));
      return;
    }
    stateCopies.copy(state.map(({ input: name }, i) => ({
      name,
      from: from[i]!,
      to: to[i]!,
    })));
  };
  const results = metrics.map((name) => {
    const port = session.outputs.find((each) => each.name === name)!;
    const tensor = emptyLike({ dims: port.shape, type: port.type });
    const host = owned.use(hostValue(tensor));
    return { name, tensor, host, place: isCaptured ? buffer(tensor) : host };
  });
  const turns = [0, 1].map((from): Turn => {
    const binding = owned.use(session.bind());
    state.forEach(({ input, output }, i) => {
      binding.input(input, sets[from]![i]!);
      binding.output(output, sets[1 - from]![i]!);
    });
    for (const { name, place } of results) binding.output(name, place);
    const options = owned.use(
      runOptions(isCaptured ? { gpu_graph_id: `${from + 1}` } : {}),
    );
    return { binding, from: sets[from]!, options };
  });
  const feed = isCaptured
    ? fixedFeed(turns, { owned, buffer, copy })
    : (data: HostTensors, { binding }: Turn) => boundFeed(data, binding);
  const resultCopies = owned.use(
    new Transfers(() =>
      copy(results.map(({ name, tensor }) => ({ ...tensor, name })))
    ),
  );
  let turn = 0;
  transfer(state.map(({ initial }) => hostValue(initial)), sets[0]!);
  return {
    run(data) {
      const current = turns[turn]!;
      using _fed = feed(data, current);
      session.run(current.binding, current.options);
      turn = 1 - turn;
      if (isCaptured && results.length > 0) {
        resultCopies.copy(results.map(({ name, place, host }) => ({
          name,
          from: place,
          to: host,
        })));
      }
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

/** Has a run read data where it lies on the host. */
function boundFeed(data: HostTensors, binding: Binding): Disposable {
  const fed = new DisposableStack();
  for (const [name, tensor] of Object.entries(data)) {
    binding.input(name, fed.use(hostValue(tensor)));
  }
  return fed;
}

/** Copies data to buffers that runs read at fixed places. */
function fixedFeed(
  turns: readonly Turn[],
  { owned, buffer, copy }: {
    readonly owned: DisposableStack;
    readonly buffer: (tensor: HostTensor) => OrtValue;
    readonly copy: Residence["copy"];
  },
): (data: HostTensors) => Disposable {
  let buffers: ReadonlyMap<string, OrtValue> | undefined;
  let copies: Transfers | undefined;
  return (data) => {
    const fed = new DisposableStack();
    const entries = Object.entries(data);
    if (buffers === undefined) {
      buffers = new Map(
        entries.map(([name, tensor]) => [name, buffer(tensor)]),
      );
      for (const { binding } of turns) {
        for (const [name, value] of buffers) binding.input(name, value);
      }
    }
    if (entries.length === 0) return fed;
    copies ??= owned.use(
      new Transfers(() =>
        copy(entries.map(([name, tensor]) => ({ ...tensor, name })))
      ),
    );
    copies.copy(entries.map(([name, tensor]) => ({
      name,
      from: fed.use(hostValue(tensor)),
      to: buffers!.get(name)!,
    })));
    return fed;
  };
}

function hostValue({ data, dims, type }: HostTensor): OrtValue {
  return hostTensor(data, dims, type as ElementType);
}

function emptyLike(
  { dims, type }: Pick<HostTensor, "dims" | "type">,
): HostTensor {
  return { data: newHostData(type, sizeOf(dims))!, dims, type };
}
