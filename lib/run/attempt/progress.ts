import type { Progress } from "../../dsl/context.ts";
import { readThrown } from "./thrown.ts";

const MOST_METRICS = 32;
const LONGEST_NAME = 64;

/** A figure as JSON holds it: numbers that are not finite are texts. */
export type FigureData = number | "NaN" | "Infinity" | "-Infinity";

/** Progress as JSON holds it. */
export type ProgressData = Omit<Progress, "metrics"> & {
  readonly metrics?: Readonly<Record<string, FigureData>>;
};

/** A figure as JSON can hold it. */
function figureData(value: number): FigureData {
  return Number.isFinite(value) ? value : String(value) as FigureData;
}

/**
 * What a stage told about its progress, made sound: figures that are no
 * numbers become NaN, names are cut at 64 characters, and the first 32 metrics
 * stay.
 *
 * @param told Anything; TypeScript's types do not hold at run time
 * @throws {TypeError} when it does not say how many units are done and in all
 */
export function soundProgress(told: unknown): Progress {
  const { done, total, unit, metrics } = (told ?? {}) as Partial<Progress>;
  for (const [name, value] of [["done", done], ["total", total]] as const) {
    if (Number.isFinite(value) && value! >= 0) continue;
    const got = typeof value === "number" ? value : typeof value;
    throw new TypeError(
      `Cannot show its progress: expected '${name}' to be a number from 0, got ${got}`,
    );
  }
  return {
    done: done!,
    total: total!,
    ...(typeof unit === "string" ? { unit: unit.slice(0, LONGEST_NAME) } : {}),
    ...(typeof metrics === "object" && metrics !== null
      ? { metrics: soundMetrics(metrics) }
      : {}),
  };
}

function soundMetrics(metrics: object): Record<string, number> {
  const kept: [string, number][] = [];
  for (const name in metrics) {
    if (kept.length === MOST_METRICS) break;
    if (!Object.hasOwn(metrics, name)) continue;
    const value: unknown = (metrics as Record<string, unknown>)[name];
    kept.push([
      name.slice(0, LONGEST_NAME),
      typeof value === "number" || typeof value === "bigint"
        ? Number(value)
        : NaN,
    ]);
  }
  return Object.fromEntries(kept);
}

/**
 * Receives what a stage tells about its progress, and passes on what is sound.
 *
 * @param emit Receives sound progress
 * @param log Receives why the first report that was not sound is not shown
 */
export function progressSink(
  emit: (progress: Progress) => void,
  log: (line: string) => void,
): (told: unknown) => void {
  let complained = false;
  return (told) => {
    let progress: Progress;
    try {
      progress = soundProgress(told);
    } catch (error) {
      if (!complained) log(readThrown(error).message);
      complained = true;
      return;
    }
    emit(progress);
  };
}

/** Progress as JSON can hold it: see {@linkcode FigureData}. */
export function figuresAsData(
  { metrics, ...counts }: Progress,
): ProgressData {
  if (metrics === undefined) return counts;
  const figures = Object.entries(metrics).map(([name, value]) =>
    [name, figureData(value)] as const
  );
  return { ...counts, metrics: Object.fromEntries(figures) };
}
