/** A piece of work, as far as its place in time goes. */
export interface Work {
  /** Wall-clock time. */
  readonly seconds: number;
  /** Threads that it takes. */
  readonly threads: number;
  /** Whether it holds the GPU. */
  readonly gpu: boolean;
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
 *
 * @example
 * ```ts
 * import { wallTime } from "./wall_time.ts";
 *
 * const work = { seconds: 2, threads: 1, gpu: false, dependencies: [] };
 * console.assert(wallTime([work, work, work], 2) === 4);
 * ```
 */
export function wallTime(works: readonly Work[], jobs: number): number {
  const waits = works.map(({ dependencies }) => dependencies.length);
  const dependents = works.map((): number[] => []);
  works.forEach(({ dependencies }, at) => {
    for (const before of dependencies) dependents[before]!.push(at);
  });
  const ready = new Set(waits.flatMap((count, at) => count === 0 ? [at] : []));
  const running: { readonly at: number; readonly end: number }[] = [];
  const threadsOf = (at: number) => Math.min(jobs, works[at]!.threads);
  let [now, free, gpuFree] = [0, jobs, true];
  while (ready.size > 0 || running.length > 0) {
    for (const at of ready) {
      if (free === 0) break;
      const { seconds, gpu } = works[at]!;
      if (threadsOf(at) > free || (gpu && !gpuFree)) continue;
      ready.delete(at);
      free -= threadsOf(at);
      if (gpu) gpuFree = false;
      running.push({ at, end: now + seconds });
    }
    const next = running.reduce((a, b) => b.end < a.end ? b : a);
    running.splice(running.indexOf(next), 1);
    now = next.end;
    free += threadsOf(next.at);
    if (works[next.at]!.gpu) gpuFree = true;
    for (const at of dependents[next.at]!) {
      if (--waits[at]! === 0) ready.add(at);
    }
  }
  return now;
}
