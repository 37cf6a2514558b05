/**
 * A new identifier for a run, such as `"20260131-094500-3f2a"`: sorts by time,
 * unique enough among the runs of one store.
 */
export function newRunId(now: Date = new Date()): string {
  const [date, time] = now.toISOString().slice(0, 19).split("T");
  const nonce = crypto.getRandomValues(new Uint16Array(1))[0]!;
  const suffix = nonce.toString(16).padStart(4, "0");
  return `${date!.replaceAll("-", "")}-${time!.replaceAll(":", "")}-${suffix}`;
}
