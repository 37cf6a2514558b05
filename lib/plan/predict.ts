import { quantile } from "../stats/quantile.ts";
import type { Data } from "./canonical.ts";
import { type Fields, fieldsOf } from "./_fields.ts";
import { regression, type Response } from "./log_regression.ts";

/** A recorded run of a stage. */
export interface Timing {
  /** Config of the node, in canonical form. */
  readonly config: Readonly<Record<string, Data>>;
  /** Wall-clock time, above 0. */
  readonly seconds: number;
}

/** How a prediction came about, best first. */
export type PredictionMethod = "repeats" | "regression" | "stage" | "unknown";

/** How long a node is expected to take, and how well that is known. */
export interface Prediction {
  /** Wall-clock time; undefined when unknown. */
  readonly seconds: number | undefined;
  /** Lower end of the 80 % prediction interval. */
  readonly low: number | undefined;
  /** Upper end of the 80 % prediction interval. */
  readonly high: number | undefined;
  /** Recorded runs behind it. */
  readonly samples: number;
  /**
   * `repeats`: runs of the same config; `regression`: runs that differ in
   * numbers; `stage`: any runs of the stage; `unknown`: there are none.
   */
  readonly method: PredictionMethod;
}

/** Of a stage that never ran here. */
export const UNKNOWN: Prediction = {
  seconds: undefined,
  low: undefined,
  high: undefined,
  samples: 0,
  method: "unknown",
};

/** Expected spread of log time between runs of one config; slopes of up to ±3. */
const LIKE = { noise: 0.3, ridge: 0.04 };
/** Expected spread of log time between any two configs of a stage. */
const UNLIKE = { noise: 1, ridge: 1 };
const LEAST_FOR_REGRESSION = 3;
const LEAST_FOR_QUANTILES = 9;
/** Times below it are noise of the clock. */
const LEAST_SECONDS = 1e-4;

/**
 * Makes a function that predicts a stage's time on the hardware and engine on
 * which it was recorded. The first of these that can be had:
 *
 * - *repeats*: runs of the same config but for `seed`; the mean of their log
 *   times, with the interval of the predictive Student's t.
 * - *regression*, from three runs up whose other fields are the same: ridge
 *   regression of log time on the log of every positive number that differs,
 *   which makes time a product of powers; see {@linkcode regression}.
 *   Far from what was recorded the interval is wide.
 * - *stage*: any runs; their median, and from nine of them up the order
 *   statistics that hold 80 % of exchangeable runs (Vovk et al. 2005), below
 *   that Student's t with a prior of a factor e either way.
 *
 * Intervals hold 80 % of runs that vary by a factor of e^0.3; of calmer ones
 * more, of wilder ones less while there are few (two thirds at e^0.5 and five
 * runs). They are a factor of two wide either way for one run. The size of the
 * inputs is left out.
 *
 * @param timings Recorded runs of the stage
 * @param options `omit`: config fields that are not compared, such as paths
 *
 * @example
 * ```ts
 * import { predictor } from "./predict.ts";
 *
 * const predict = predictor([100, 200, 400, 800].map((steps) => ({
 *   config: { steps },
 *   seconds: steps / 10,
 * })));
 * const { seconds, method } = predict({ steps: 600 });
 * console.assert(method === "regression" && Math.abs(seconds! - 60) < 3);
 * ```
 */
export function predictor(
  timings: readonly Timing[],
  { omit = [] }: { readonly omit?: readonly string[] } = {},
): (config: Readonly<Record<string, Data>>) => Prediction {
  const samples = timings.map(({ config, seconds }) => ({
    fields: fieldsOf(config, omit),
    log: Math.log(Math.max(seconds, LEAST_SECONDS)),
  }));
  const repeats = Map.groupBy(samples, ({ fields }) => fields.whole);
  const kinds = Map.groupBy(samples, ({ fields }) => fields.kind);
  const known = new Map<string, Prediction>();
  const fits = new Map<string, ReturnType<typeof regression>>();
  const predict = (fields: Fields): Prediction => {
    if (samples.length === 0) return UNKNOWN;
    const same = repeats.get(fields.whole);
    if (same !== undefined) return ofRepeats(same);
    const alike = kinds.get(fields.kind) ?? [];
    if (alike.length < LEAST_FOR_REGRESSION) return ofStage(samples);
    const paths = differing(alike, fields);
    const name = JSON.stringify([fields.kind, paths]);
    const fit = fits.get(name) ?? fitOf(alike, paths);
    fits.set(name, fit);
    return ofLogs("regression", alike, fit(pointOf(fields, paths)));
  };
  return (config) => {
    const fields = fieldsOf(config, omit);
    const prediction = known.get(fields.whole) ?? predict(fields);
    known.set(fields.whole, prediction);
    return prediction;
  };
}

interface Sample {
  readonly fields: Fields;
  readonly log: number;
}

function ofRepeats(same: readonly Sample[]): Prediction {
  return ofLogs("repeats", same, fitOf(same, [])([]));
}

/** Paths of the numbers that differ among samples, or between them and a node. */
function differing(samples: readonly Sample[], { logs }: Fields): string[] {
  return [...logs.keys()].filter((path) =>
    samples.some(({ fields }) => fields.logs.get(path) !== logs.get(path))
  );
}

function fitOf(
  samples: readonly Sample[],
  paths: readonly string[],
  expected = LIKE,
): ReturnType<typeof regression> {
  return regression(
    samples.map(({ fields }) => pointOf(fields, paths)),
    samples.map(({ log }) => log),
    expected,
  );
}

function pointOf({ logs }: Fields, paths: readonly string[]): number[] {
  return paths.map((path) => logs.get(path)!);
}

/** The median of any runs of a stage, with its spread. */
function ofStage(samples: readonly Sample[]): Prediction {
  const sorted = samples.map(({ log }) => log).sort((a, b) => a - b);
  const { length } = sorted;
  const value = quantile(sorted, 0.5);
  if (length >= LEAST_FOR_QUANTILES) {
    const below = Math.floor(0.1 * (length + 1));
    const [low, high] = [sorted[below - 1]!, sorted[length - below]!];
    return ofLogs("stage", samples, { value, low, high });
  }
  const around = fitOf(samples, [], UNLIKE)([]);
  const low = Math.min(value, around.low);
  const high = Math.max(value, around.high);
  return ofLogs("stage", samples, { value, low, high });
}

function ofLogs(
  method: PredictionMethod,
  { length }: readonly Sample[],
  { value, low, high }: Response,
): Prediction {
  return {
    seconds: Math.exp(value),
    low: Math.exp(low),
    high: Math.exp(high),
    samples: length,
    method,
  };
}
