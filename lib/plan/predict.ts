import type { TimeRange } from "./cost.ts";
import type { Data } from "./canonical.ts";
import { type Fields, fieldsOf } from "./_fields.ts";
import { predictAtOrigin } from "./_log_regression.ts";

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

/** Of nothing. */
export const UNKNOWN: Prediction = {
  seconds: undefined,
  low: undefined,
  high: undefined,
  samples: 0,
  method: "unknown",
};

/** The seconds of a prediction; undefined when unknown. */
export function rangeOf(
  { seconds, low, high }: Prediction = UNKNOWN,
): TimeRange | undefined {
  return seconds === undefined || low === undefined || high === undefined
    ? undefined
    : { seconds, low, high };
}

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
 *   which makes time a product of powers; see {@linkcode predictAtOrigin}.
 *   Far from what was recorded the interval is wide.
 * - *stage*: any runs; their median, and from nine of them up the order
 *   statistics that hold 80 % of exchangeable runs (Vovk et al. 2005), below
 *   that Student's t with a prior of a factor e either way.
 *
 * Intervals hold 80 % of runs, and are at least a factor of two wide either
 * way for one or two. They leave out how big the inputs are.
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
  const known = new Map<string, Prediction>();
  return (config) => {
    const fields = fieldsOf(config, omit);
    const prediction = known.get(fields.whole) ?? predict(samples, fields);
    known.set(fields.whole, prediction);
    return prediction;
  };
}

interface Sample {
  readonly fields: Fields;
  readonly log: number;
}

function predict(samples: readonly Sample[], fields: Fields): Prediction {
  if (samples.length === 0) return UNKNOWN;
  const same = samples.filter((each) => each.fields.whole === fields.whole);
  if (same.length > 0) {
    const logs = same.map(({ log }) => log);
    return ofLogs("repeats", logs, predictAtOrigin(logs.map(none), logs, LIKE));
  }
  const alike = samples.filter((each) => each.fields.kind === fields.kind);
  if (alike.length >= LEAST_FOR_REGRESSION) {
    const paths = [...fields.logs.keys()].filter((path) =>
      alike.some((each) => each.fields.logs.get(path) !== fields.logs.get(path))
    );
    const rows = alike.map((each) =>
      paths.map((path) => each.fields.logs.get(path)! - fields.logs.get(path)!)
    );
    const logs = alike.map(({ log }) => log);
    return ofLogs("regression", logs, predictAtOrigin(rows, logs, LIKE));
  }
  return ofStage(samples.map(({ log }) => log).sort((a, b) => a - b));
}

/** The median of any runs of a stage, with its spread. */
function ofStage(sorted: readonly number[]): Prediction {
  const { length } = sorted;
  const middle = length >> 1;
  const value = length % 2 === 1
    ? sorted[middle]!
    : (sorted[middle - 1]! + sorted[middle]!) / 2;
  if (length >= LEAST_FOR_QUANTILES) {
    const below = Math.floor(0.1 * (length + 1));
    const [low, high] = [sorted[below - 1]!, sorted[length - below]!];
    return ofLogs("stage", sorted, { value, low, high });
  }
  const around = predictAtOrigin(sorted.map(none), sorted, UNLIKE);
  const low = Math.min(value, around.low);
  const high = Math.max(value, around.high);
  return ofLogs("stage", sorted, { value, low, high });
}

function ofLogs(
  method: PredictionMethod,
  { length }: readonly number[],
  { value, low, high }: ReturnType<typeof predictAtOrigin>,
): Prediction {
  return {
    seconds: Math.exp(value),
    low: Math.exp(low),
    high: Math.exp(high),
    samples: length,
    method,
  };
}

/** The features of a sample that differs in nothing. */
function none(): number[] {
  return [];
}
