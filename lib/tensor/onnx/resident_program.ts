import { sizeOf } from "../array.ts";
import type { Binding } from "./c_api/binding.ts";
import type { Handle } from "./c_api/handle.ts";
import { newHostData } from "./c_api/host_data.ts";
import { allocatorOf, type Device, memoryInfo } from "./c_api/memory.ts";
import type { NativeSession } from "./c_api/native_session.ts";
import { runOptions } from "./c_api/run_options.ts";
import { deviceTensor, hostTensor, type OrtValue } from "./c_api/tensor.ts";
import { nextTurn } from "./next_turn.ts";
import type { HostTensor, HostTensors } from "./session.ts";
import type { GraphPorts, GraphRunner, StateProgram } from "./state_program.ts";
import type { Form, MakeTransfers, Transfers } from "./transfers.ts";
import type { ElementType } from "./value.ts";

/** Where tensors lie. */
export interface Residence {
  /** Memory of the state; by default the host's. */
  readonly device?: Device | undefined;
  /** Copies between the host and the device. */
  readonly transfers: MakeTransfers;
}

/**
 * Keeps a state where it is computed. An entry that some graph changes has two
 * buffers that take turns: a run reads one and writes the other, and nothing is
 * copied. A graph is bound once for every way in which buffers lie; what is
 * captured is captured once for each.
 */
export function residentProgram(
  initial: HostTensors,
  resident: HostTensors,
  residence: Residence,
): StateProgram {
  return new ResidentProgram(initial, resident, residence);
}

/** An entry of the state, and which of its buffers is the current one. */
interface Entry {
  readonly form: Form;
  readonly buffers: [OrtValue, OrtValue | undefined];
  /** Whether it is the second. */
  isTurned: boolean;
}

class ResidentProgram implements StateProgram {
  readonly #owned = new DisposableStack();
  readonly #residence: Residence;
  /** What is on the host until the first graph brings an allocator. */
  #initial: HostTensors;
  readonly #residents: HostTensors;
  readonly #entries = new Map<string, Entry>();
  readonly #fixed = new Map<string, OrtValue>();
  #allocator: Handle | undefined;
  /** Whether each graph has run an odd number of times: says how buffers lie. */
  readonly #odd: boolean[] = [];

  constructor(
    initial: HostTensors,
    resident: HostTensors,
    residence: Residence,
  ) {
    this.#initial = initial;
    this.#residents = resident;
    this.#residence = residence;
  }

  add(
    { session: { native }, isCaptured }: Parameters<StateProgram["add"]>[0],
    ports: GraphPorts,
  ): GraphRunner {
    const session = native!;
    this.#open(session, isCaptured);
    for (const name of ports.writes.keys()) {
      const { buffers, form } = this.#entries.get(name)!;
      buffers[1] ??= this.buffer(form);
    }
    const forms = ports.results.map((name) =>
      formOf(session.outputs.find((each) => each.name === name)!)
    );
    const hosts = forms.map(emptyLike);
    const places = isCaptured
      ? forms.map((form) => this.buffer(form))
      : hosts.map((host) => this.#owned.use(hostValue(host)));
    const transfers = this.transfers(forms);
    const feeds = isCaptured ? new FixedFeeds(this) : undefined;
    const index = this.#odd.push(false) - 1;
    const turns = new Map<string, Turn>();
    const turnOf = (): Turn => {
      const key = this.#odd.map(Number).join("");
      let turn = turns.get(key);
      if (turn === undefined) {
        turn = this.#bind(session, ports, places, {
          graph: isCaptured ? turns.size + 1 : undefined,
        });
        feeds?.bind(turn.binding);
        turns.set(key, turn);
      }
      return turn;
    };
    const taken = () => {
      this.#odd[index] = !this.#odd[index];
      for (const name of ports.writes.keys()) {
        const entry = this.#entries.get(name)!;
        entry.isTurned = !entry.isTurned;
      }
    };
    return {
      run: async (data, into = {}) => {
        if (feeds === undefined) {
          using fed = new DisposableStack();
          const { binding } = turnOf();
          for (const [name, tensor] of Object.entries(data)) {
            binding.input(name, fed.use(hostValue(tensor)));
          }
          await session.runAside(binding);
        } else {
          // Captured graphs belong to the thread that captured them.
          await nextTurn();
          feeds.set(data, [...turns.values()]);
          const { binding, options } = turnOf();
          session.run(binding, options);
        }
        taken();
        const read = forms.map((form, i) =>
          into[ports.results[i]!] ?? emptyLike(form)
        );
        if (isCaptured) copyAll(transfers, places, read);
        else read.forEach(({ data }, i) => data.set(hosts[i]!.data as never));
        return Object.fromEntries(
          ports.results.map((name, i) => [name, read[i]!]),
        );
      },
    };
  }

  read(names: readonly string[]): HostTensor[] {
    const copies = names.map((name) =>
      emptyLike(this.#initial[name] ?? this.#entries.get(name)!.form)
    );
    if (this.#entries.size === 0) {
      copies.forEach(({ data }, i) =>
        data.set(this.#initial[names[i]!]!.data as never)
      );
      return copies;
    }
    using transfers = this.#makeTransfers(copies);
    copyAll(transfers, names.map((name) => this.#current(name)), copies);
    return copies;
  }

  write(entries: HostTensors): void {
    if (this.#entries.size === 0) {
      this.#initial = { ...this.#initial, ...entries };
      return;
    }
    const tensors = Object.values(entries);
    using transfers = this.#makeTransfers(tensors);
    copyAll(
      transfers,
      tensors,
      Object.keys(entries).map((name) => this.#current(name)),
    );
  }

  dispose(): void {
    this.#owned.dispose();
  }

  /** Brings everything to the device. */
  #open(session: NativeSession, isCaptured: boolean): void {
    if (this.#allocator !== undefined || this.#entries.size > 0) return;
    const { device } = this.#residence;
    if (device !== undefined) {
      const memory = this.#owned.use(memoryInfo(device));
      this.#allocator = this.#owned.use(allocatorOf(session.handle, memory));
    }
    const initial = Object.entries(this.#initial);
    for (const [name, { dims, type }] of initial) {
      this.#entries.set(name, {
        form: { dims, type },
        buffers: [this.buffer({ dims, type }), undefined],
        isTurned: false,
      });
    }
    copyAll(
      this.transfers(initial.map(([, tensor]) => tensor)),
      initial.map(([, tensor]) => tensor),
      initial.map(([name]) => this.#current(name)),
    );
    for (const [name, tensor] of Object.entries(this.#residents)) {
      this.#fixed.set(
        name,
        isCaptured
          ? placed(tensor, this.buffer(tensor), this.transfers([tensor]))
          : this.#owned.use(hostValue(tensor)),
      );
    }
    this.#initial = {};
  }

  #bind(
    session: NativeSession,
    ports: GraphPorts,
    places: readonly OrtValue[],
    { graph }: { readonly graph: number | undefined },
  ): Turn {
    const binding = this.#owned.use(session.bind());
    for (const [name, input] of ports.reads) {
      binding.input(input, this.#current(name));
    }
    for (const [name, output] of ports.writes) {
      const { buffers, isTurned } = this.#entries.get(name)!;
      binding.output(output, buffers[isTurned ? 0 : 1]!);
    }
    ports.results.forEach((name, i) => binding.output(name, places[i]!));
    for (const [name, input] of ports.resident) {
      binding.input(input, this.#fixed.get(name)!);
    }
    const options = this.#owned.use(
      runOptions(graph === undefined ? {} : { gpu_graph_id: `${graph}` }),
    );
    return { binding, options };
  }

  #current(name: string): OrtValue {
    const { buffers, isTurned } = this.#entries.get(name)!;
    return buffers[isTurned ? 1 : 0]!;
  }

  /** A buffer where the state lies. */
  buffer({ dims, type }: Form): OrtValue {
    return this.#owned.use(
      this.#allocator === undefined
        ? hostValue(emptyLike({ dims, type }))
        : deviceTensor(this.#allocator, dims, type as ElementType),
    );
  }

  /** Copies of tensors of these forms, as long as the program lives. */
  transfers(forms: readonly Form[]): Transfers {
    return this.#owned.use(this.#makeTransfers(forms));
  }

  #makeTransfers(forms: readonly Form[]): Transfers {
    return this.#allocator === undefined
      ? hostTransfers()
      : this.#residence.transfers(forms);
  }
}

/** A graph bound to buffers as they lie. */
interface Turn {
  readonly binding: Binding;
  readonly options: Handle;
}

/** Copies feeds to buffers that runs read at fixed places. */
class FixedFeeds {
  readonly #program: Pick<ResidentProgram, "buffer" | "transfers">;
  #names: readonly string[] | undefined;
  #buffers: readonly OrtValue[] = [];
  #transfers: Transfers | undefined;

  constructor(program: Pick<ResidentProgram, "buffer" | "transfers">) {
    this.#program = program;
  }

  set(data: HostTensors, turns: readonly Turn[]): void {
    if (this.#names === undefined) {
      const tensors = Object.values(data);
      this.#names = Object.keys(data);
      this.#buffers = tensors.map((tensor) => this.#program.buffer(tensor));
      this.#transfers = this.#program.transfers(tensors);
      for (const { binding } of turns) this.bind(binding);
    }
    copyAll(
      this.#transfers!,
      this.#names.map((name) => data[name]!),
      this.#buffers,
    );
  }

  bind(binding: Binding): void {
    this.#names?.forEach((name, i) => binding.input(name, this.#buffers[i]!));
  }
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
