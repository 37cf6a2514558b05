/** What an attempt takes from the machine while it runs. */
export interface Demand {
  /** CPU threads. */
  readonly threads: number;
  /** MiB. */
  readonly memory: number;
  /** Share of a GPU in [0, 1]. */
  readonly gpu: number;
}

/** What the machine has to give. */
export interface Capacity {
  /** CPU threads. */
  readonly threads: number;
  /** MiB. */
  readonly memory: number;
  /** Numbers of GPUs; one that is named twice has room for twice as much. */
  readonly gpus: readonly number[];
}

/** A share that was taken. */
export interface Share extends Demand {
  /** Number of the GPU, if it has one. */
  readonly device: number | undefined;
  /** Place of the GPU among those of the machine. */
  readonly place: number | undefined;
}

/** Shares of a GPU are counted in these, so that they add up. */
const PARTS = 1 << 10;

/**
 * Grants and takes back shares of a machine. An attempt that alone asks for
 * more memory than there is may run when nothing else does.
 */
export class Slots {
  readonly #capacity: Capacity;
  readonly #gpus: number[];
  #threads = 0;
  #memory = 0;
  #running = 0;

  /** Starts with everything free. */
  constructor(capacity: Capacity) {
    this.#capacity = capacity;
    this.#gpus = capacity.gpus.map(() => PARTS);
  }

  /** Threads that an attempt asking for `threads` is given. */
  threadsFor(threads: number): number {
    return Math.max(1, Math.min(threads, this.#capacity.threads));
  }

  /** Whether every thread is taken. */
  get full(): boolean {
    return this.#threads >= this.#capacity.threads;
  }

  /** Takes a share, of the first GPU that has it, if it is free. */
  take(demand: Demand): Share | undefined {
    const { threads, memory, gpus } = this.#capacity;
    const parts = partsOf(demand);
    const place = parts === 0
      ? undefined
      : this.#gpus.findIndex((free) => free >= parts);
    const fits = this.#threads + demand.threads <= threads &&
      (this.#running === 0 || this.#memory + demand.memory <= memory) &&
      place !== -1;
    if (!fits) return undefined;
    this.#running++;
    this.#threads += demand.threads;
    this.#memory += demand.memory;
    if (place === undefined) return { ...demand, device: undefined, place };
    this.#gpus[place]! -= parts;
    return { ...demand, device: gpus[place], place };
  }

  /** Gives a share back. */
  release(share: Share): void {
    this.#running--;
    this.#threads -= share.threads;
    this.#memory -= share.memory;
    if (share.place !== undefined) this.#gpus[share.place]! += partsOf(share);
  }
}

function partsOf({ gpu }: Demand): number {
  return gpu === 0 ? 0 : Math.max(1, Math.round(gpu * PARTS));
}
