/** A piece of work, as far as its place in time goes. */
export interface Work {
  /** Wall-clock time. */
  readonly seconds: number;
  /** Threads that it takes. */
  readonly threads: number;
  /** Share of a GPU that it holds, in [0, 1]. */
  readonly gpu: number;
  /** Places of the pieces that it waits for, which come before it. */
  readonly dependencies: readonly number[];
}

/**
 * Seconds from start to end when pieces of work are started as a run starts
 * nodes: in order of readiness, each as soon as what it needs is done and its
 * threads are free, smaller ones passing larger ones (list scheduling, Graham
 * 1966). Memory is not looked at.
 *
 * @param works Each after those that it depends on
 * @param jobs Threads to share
 * @param gpus How many there are; a share is of the first that has it
 *
 * @example
 * ```ts
 * import { wallTime } from "./wall_time.ts";
 *
 * const work = { seconds: 2, threads: 1, gpu: 0, dependencies: [] };
 * console.assert(wallTime([work, work, work], 2) === 4);
 * ```
 */
export function wallTime(
  works: readonly Work[],
  jobs: number,
  gpus = 1,
): number {
  const waits = works.map(({ dependencies }) => dependencies.length);
  const dependents = works.map((): number[] => []);
  works.forEach(({ dependencies }, at) => {
    for (const before of dependencies) dependents[before]!.push(at);
  });
  const ready = new Ready(works, jobs);
  waits.forEach((count, at) => count === 0 && ready.add(at));
  const running: Running[] = [];
  const free = { threads: jobs, gpus: Array<number>(gpus).fill(1) };
  for (let now = 0;;) {
    for (let at = ready.take(free); at !== undefined; at = ready.take(free)) {
      free.threads -= ready.threads(at);
      const { seconds, gpu } = works[at]!;
      const card = cardFor(gpu, free.gpus);
      if (card !== undefined) free.gpus[card]! -= gpu;
      running.push({ at, end: now + seconds, card });
    }
    if (running.length === 0) return now;
    const next = running.reduce((a, b) => b.end < a.end ? b : a);
    running.splice(running.indexOf(next), 1);
    now = next.end;
    free.threads += ready.threads(next.at);
    if (next.card !== undefined) free.gpus[next.card]! += works[next.at]!.gpu;
    for (const at of dependents[next.at]!) {
      if (--waits[at]! === 0) ready.add(at);
    }
  }
}

/** What is lost when shares are added up. */
const ROUNDING = 1e-9;

interface Running {
  readonly at: number;
  readonly end: number;
  /** Place of the GPU that it has a share of. */
  readonly card: number | undefined;
}

interface Free {
  threads: number;
  /** Share of each GPU. */
  readonly gpus: number[];
}

/** The first GPU that has a share. */
function cardFor(share: number, gpus: readonly number[]): number | undefined {
  if (share === 0) return undefined;
  const place = gpus.findIndex((free) => free + ROUNDING >= share);
  return place < 0 ? undefined : place;
}

interface Queue {
  readonly threads: number;
  readonly gpu: number;
  readonly items: { readonly at: number; readonly turn: number }[];
  head: number;
}

/** Pieces that could start, in queues by demand: few, however many pieces. */
class Ready {
  readonly #works: readonly Work[];
  readonly #jobs: number;
  readonly #queues = new Map<string, Queue>();
  #turns = 0;

  constructor(works: readonly Work[], jobs: number) {
    this.#works = works;
    this.#jobs = jobs;
  }

  threads(at: number): number {
    return Math.min(this.#jobs, this.#works[at]!.threads);
  }

  add(at: number): void {
    const [threads, { gpu }] = [this.threads(at), this.#works[at]!];
    const name = `${threads} ${gpu}`;
    const queue = this.#queues.get(name) ??
      { threads, gpu, items: [], head: 0 };
    queue.items.push({ at, turn: this.#turns++ });
    this.#queues.set(name, queue);
  }

  /** The first piece that fits, if one does. */
  take(free: Free): number | undefined {
    let first: Queue | undefined;
    for (const queue of this.#queues.values()) {
      const next = queue.items[queue.head];
      if (next === undefined || queue.threads > free.threads) continue;
      if (queue.gpu > 0 && cardFor(queue.gpu, free.gpus) === undefined) {
        continue;
      }
      if (first === undefined || next.turn < first.items[first.head]!.turn) {
        first = queue;
      }
    }
    return first === undefined ? undefined : first.items[first.head++]!.at;
  }
}
