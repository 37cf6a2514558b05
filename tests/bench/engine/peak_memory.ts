/** Starts a new peak of resident memory, where the system counts one (Linux). */
export function resetPeak(): void {
  try {
    Deno.writeTextFileSync("/proc/self/clear_refs", "5");
  } catch {
    // Elsewhere the figure is what is resident at the end.
  }
}

/** Peak of resident memory since the last reset, in MiB. */
export function peakMiB(): number {
  try {
    const status = Deno.readTextFileSync("/proc/self/status");
    return Math.round(Number(/VmHWM:\s+(\d+)/.exec(status)![1]) / 1024);
  } catch {
    return Math.round(Deno.memoryUsage().rss / 2 ** 20);
  }
}
