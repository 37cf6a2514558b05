/** What an attempt takes from the machine while it runs. */
export interface Demand {
  /** CPU threads. */
  readonly threads: number;
  /** MiB. */
  readonly memory: number;
  /** Whether it holds a GPU. */
  readonly gpu: boolean;
}

/** What the machine has to give. */
export interface Capacity {
  /** CPU threads. */
  readonly threads: number;
  /** MiB. */
  readonly memory: number;
  /** GPUs; a stage holds a whole one. */
  readonly gpus: number;
}

/**
 * Grants and takes back shares of a machine. An attempt that alone asks for
 * more memory than there is may run when nothing else does.
 */
export class Slots {
  readonly #capacity: Capacity;
  #threads = 0;
  #memory = 0;
  #gpus = 0;
  #running = 0;

  /** Starts with everything free. */
  constructor(capacity: Capacity) {
    this.#capacity = capacity;
  }

  /** Threads that an attempt asking for `threads` is given. */
  threadsFor(threads: number): number {
    return Math.max(1, Math.min(threads, this.#capacity.threads));
  }

  /** Whether every thread is taken. */
  get full(): boolean {
    return this.#threads >= this.#capacity.threads;
  }

  /** Takes a share if it is free; says whether it did. */
  take(demand: Demand): boolean {
    const { threads, memory, gpus } = this.#capacity;
    const fits = this.#threads + demand.threads <= threads &&
      (this.#running === 0 || this.#memory + demand.memory <= memory) &&
      (!demand.gpu || this.#gpus < gpus);
    if (!fits) return false;
    this.#running++;
    this.#threads += demand.threads;
    this.#memory += demand.memory;
    if (demand.gpu) this.#gpus++;
    return true;
  }

  /** Gives a share back. */
  release(demand: Demand): void {
    this.#running--;
    this.#threads -= demand.threads;
    this.#memory -= demand.memory;
    if (demand.gpu) this.#gpus--;
  }
}
