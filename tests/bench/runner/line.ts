import type { Contender } from "./contender.ts";
import type { Measured } from "./measure.ts";

/** What was timed. */
export interface Subject {
  readonly contender: Contender;
  readonly nodes: number;
  /** Such as `"noop"`. */
  readonly case: string;
}

/** What the benchmark prints of something timed: median, best, peak. */
export function line(subject: Subject, times: readonly Measured[]): object {
  const seconds = times.map((time) => time.seconds);
  const cpu = times.flatMap(({ cpu_s }) => cpu_s ?? []);
  const peaks = times.flatMap(({ peak_mib }) => peak_mib ?? []);
  return {
    ...head(subject),
    seconds: median(seconds),
    peak_mib: peaks.length > 0 ? Math.max(...peaks) : null,
    min: round(Math.min(...seconds)),
    cpu_s: cpu.length > 0 ? median(cpu) : null,
    repeats: times.length,
  };
}

/** The same of something that was stopped at a limit of seconds. */
export function stoppedLine(subject: Subject, limit_s: number): object {
  return { ...head(subject), seconds: null, peak_mib: null, limit_s };
}

function head({ contender, nodes, case: caseName }: Subject): object {
  const { name, version } = contender;
  return { runner: name, version, nodes, case: caseName };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return round(sorted[sorted.length >> 1]!);
}

function round(seconds: number): number {
  return Number(seconds.toPrecision(3));
}
