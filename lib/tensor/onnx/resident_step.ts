import { sizeOf } from "../array.ts";
import type { Binding } from "./c_api/binding.ts";
import type { Handle } from "./c_api/handle.ts";
import { newHostData } from "./c_api/host_data.ts";
import { allocatorOf, type Device, memoryInfo } from "./c_api/memory.ts";
import type { NativeSession } from "./c_api/native_session.ts";
import { runOptions } from "./c_api/run_options.ts";
import { deviceTensor, hostTensor, type OrtValue } from "./c_api/tensor.ts";
import type { HostTensor, HostTensors } from "./session.ts";
import type { Form, MakeTransfers, Transfers } from "./transfers.ts";
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
  /**
   * Takes a step with data by name of input; gives the other outputs.
   *
   * @param into Tensors for outputs of their names
   */
  run(data: HostTensors, into?: HostTensors): HostTensors;
  /** A copy of the state, in the order of its entries. */
  state(): HostTensor[];
  /** Frees what ONNX Runtime holds; the session is its owner's. */
  dispose(): void;
}

/** What a step reads and writes besides its data. */
export interface StepPorts {
  /** Entries of its state. */
  readonly state: readonly StateEntry[];
  /** Names of its other outputs. */
  readonly metrics: readonly string[];
  /** Inputs that are the same in every run, by name. */
  readonly resident?: HostTensors;
}

/** Where a step's tensors lie. */
export interface Residence {
  /** Memory of the state; by default the host's. */
  readonly device?: Device | undefined;
  /** Copies between the host and the device. */
  readonly transfers: MakeTransfers;
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
 */
export function residentStep(
  session: NativeSession,
  ports: StepPorts,
  residence: Residence,
): StateRunner {
  const owned = new DisposableStack();
  try {
    const runner = place(session, ports, residence, owned);
    return { ...runner, dispose: () => owned.dispose() };
  } catch (cause) {
    // What was made before, such as half of the buffers.
    owned.dispose();
    throw cause;
  }
}

function place(
  session: NativeSession,
  { state, metrics, resident = {} }: StepPorts,
  { device, transfers, isCaptured = false }: Residence,
  owned: DisposableStack,
): Omit<StateRunner, "dispose"> {
  const allocator = device === undefined
    ? undefined
    : owned.use(allocatorOf(session.handle, owned.use(memoryInfo(device))));
  const buffer = ({ dims, type }: Form) =>
    owned.use(
      allocator === undefined
        ? hostValue(emptyLike({ dims, type }))
        : deviceTensor(allocator, dims, type as ElementType),
    );
  const transfersOf = (forms: readonly Form[]) =>
    owned.use(
      device === undefined ? hostTransfers() : transfers(forms),
    );

  const initial = state.map((entry) => entry.initial);
  const sets = [0, 1].map(() => initial.map(buffer)) as [
    OrtValue[],
    OrtValue[],
  ];
  const stateTransfers = transfersOf(initial);
  const forms = metrics.map((name) =>
    formOf(session.outputs.find((each) => each.name === name)!)
  );
  const hosts = forms.map(emptyLike);
  const places = isCaptured
    ? forms.map(buffer)
    : hosts.map((host) => owned.use(hostValue(host)));
  const metricTransfers = transfersOf(forms);
  const fixed = Object.entries(resident).map(([name, tensor]) => ({
    name,
    value: isCaptured
      ? placed(tensor, buffer(tensor), transfersOf([tensor]))
      : owned.use(hostValue(tensor)),
  }));
  const turns = [0, 1].map((from): Turn => {
    const binding = owned.use(session.bind());
    state.forEach(({ input, output }, i) => {
      binding.input(input, sets[from]![i]!);
      binding.output(output, sets[1 - from]![i]!);
    });
    metrics.forEach((name, i) => binding.output(name, places[i]!));
    for (const { name, value } of fixed) binding.input(name, value);
    const options = owned.use(
      runOptions(isCaptured ? { gpu_graph_id: `${from + 1}` } : {}),
    );
    return { binding, from: sets[from]!, options };
  });
  const feed = isCaptured
    ? fixedFeed(turns, { buffer, transfersOf })
    : boundFeed;
  let turn = 0;
  copyAll(stateTransfers, initial, sets[0]);
  return {
    run(data, into = {}) {
      const current = turns[turn]!;
      using _fed = feed(data, current);
      session.run(current.binding, current.options);
      turn = 1 - turn;
      const read = forms.map((form, i) => into[metrics[i]!] ?? emptyLike(form));
      if (isCaptured) copyAll(metricTransfers, places, read);
      else read.forEach(({ data }, i) => data.set(hosts[i]!.data as never));
      return Object.fromEntries(metrics.map((name, i) => [name, read[i]!]));
    },
    state() {
      const copies = initial.map(emptyLike);
      copyAll(stateTransfers, turns[turn]!.from, copies);
      return copies;
    },
  };
}

type Feed = (data: HostTensors, turn: Turn) => Disposable;

/** Has a run read data where it lies on the host. */
const boundFeed: Feed = (data, { binding }) => {
  const fed = new DisposableStack();
  for (const [name, tensor] of Object.entries(data)) {
    binding.input(name, fed.use(hostValue(tensor)));
  }
  return fed;
};

/** Copies data to buffers that runs read at fixed places. */
function fixedFeed(
  turns: readonly Turn[],
  { buffer, transfersOf }: {
    readonly buffer: (form: Form) => OrtValue;
    readonly transfersOf: (forms: readonly Form[]) => Transfers;
  },
): Feed {
  let names: readonly string[] | undefined;
  let buffers: readonly OrtValue[] = [];
  let transfers: Transfers;
  return (data) => {
    if (names === undefined) {
      names = Object.keys(data);
      const tensors = Object.values(data);
      buffers = tensors.map(buffer);
      transfers = transfersOf(tensors);
      for (const { binding } of turns) {
        names.forEach((name, i) => binding.input(name, buffers[i]!));
      }
    }
    copyAll(transfers, names.map((name) => data[name]!), buffers);
    return new DisposableStack();
  };
}

/** Copies tensors in order, each from or to the host or a device. */
function copyAll(
  transfers: Transfers,
  from: readonly (HostTensor | OrtValue)[],
  to: readonly (HostTensor | OrtValue)[],
): void {
  using hosts = new DisposableStack();
  const valueOf = (place: HostTensor | OrtValue) =>
    "handle" in place ? place : hosts.use(hostValue(place));
  transfers.copy(from.map((each, i) => ({
    from: valueOf(each),
    to: valueOf(to[i]!),
  })));
}

/** A tensor in a buffer. */
function placed(
  tensor: HostTensor,
  place: OrtValue,
  transfers: Transfers,
): OrtValue {
  copyAll(transfers, [tensor], [place]);
  return place;
}

/** Copies from the host to the host. */
function hostTransfers(): Transfers {
  return {
    copy(transfers) {
      for (const { from, to } of transfers) to.data!.set(from.data as never);
    },
    [Symbol.dispose]() {},
  };
}

function hostValue({ data, dims, type }: HostTensor): OrtValue {
  return hostTensor(data, dims, type as ElementType);
}

function formOf(port: NativeSession["outputs"][number]): Form {
  return { dims: port.shape, type: port.type };
}

function emptyLike({ dims, type }: Form): HostTensor {
  return { data: newHostData(type, sizeOf(dims))!, dims, type };
}
