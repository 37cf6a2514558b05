import { quantile } from "../../lib/stats/quantile.ts";
import { random } from "../../lib/stats/random.ts";
import { type Cell, distinct } from "./_study.ts";

/** Whether small or large values are good. */
export type Better = "lower" | "higher";

/** The smallest generator of a latent that reaches a quality. */
export interface Smallest {
  readonly latent: string;
  /** Undefined when no size reaches it. */
  readonly size: number | undefined;
  /** Whether the whole interval over seeds reaches it, not the mean alone. */
  readonly sure: boolean;
}

/** C(ε) of every latent: the smallest size whose mean reaches `epsilon`. */
export function smallestReaching(
  cells: readonly Cell[],
  epsilon: number,
  better: Better,
): Smallest[] {
  const reaches = (value: number) =>
    better === "lower" ? value <= epsilon : value >= epsilon;
  return distinct(cells.map(({ latent }) => latent)).map((latent) => {
    const found = cells
      .filter((cell) => cell.latent === latent)
      .sort((a, b) => a.size - b.size)
      .find(({ interval }) => reaches(interval.value));
    const end = better === "lower" ? found?.interval.high : found?.interval.low;
    return {
      latent,
      size: found?.size,
      sure: found !== undefined && found.values.length > 1 && reaches(end!),
    };
  });
}

/** Sizes between which the order of two latents turns round. */
export interface Crossing {
  readonly a: string;
  readonly b: string;
  /** Pairs of neighbouring sizes, ascending; at least one. */
  readonly between: readonly (readonly [number, number])[];
}

/** Where the mean curves of latents cross that of a baseline. */
export function crossings(
  cells: readonly Cell[],
  baseline: string,
): Crossing[] {
  const latents = distinct(cells.map((cell) => cell.latent));
  return latents.filter((latent) => latent !== baseline).map((latent) => {
    const differences = pairs(cells, latent, baseline);
    const between = differences.slice(1).flatMap((high, i) => {
      const low = differences[i]!;
      return low.value * high.value < 0 ? [[low.size, high.size] as const] : [];
    });
    return { a: latent, b: baseline, between };
  }).filter(({ between }) => between.length > 0);
}

function pairs(cells: readonly Cell[], a: string, b: string) {
  const of = (latent: string) =>
    new Map(
      cells.filter((cell) => cell.latent === latent)
        .map((cell) => [cell.size, cell.interval.value]),
    );
  const [left, right] = [of(a), of(b)];
  return [...left.keys()]
    .filter((size) => right.has(size))
    .sort((x, y) => x - y)
    .map((size) => ({ size, value: left.get(size)! - right.get(size)! }));
}

/** What the study says. */
export interface Verdict {
  readonly kind:
    /** The winner needs a smaller generator than the baseline, shown at 95 %. */
    | "saves"
    /** Nothing needs a smaller generator than the baseline. */
    | "baseline"
    /** A smaller generator reaches it on average, but seeds leave it open. */
    | "open"
    /** No generator reaches the quality. */
    | "notReached";
  readonly baseline: string;
  /** Latent with the smallest generator that reaches the quality. */
  readonly winner: string | undefined;
  readonly epsilon: number;
  readonly smallest: readonly Smallest[];
  /** Parameters of the baseline's generator and prior over the winner's. */
  readonly factor: number | undefined;
  /** 95 % interval of the factor over resampled seeds. */
  readonly factorInterval: readonly [number, number] | undefined;
  /** Share of resamples of seeds in which the winner's generator is smaller. */
  readonly confidence: number | undefined;
  /** Fewest seeds that a latent has at a size. */
  readonly seeds: number;
}

/** How to judge. */
export interface VerdictOptions {
  readonly baseline: string;
  readonly epsilon: number;
  readonly better: Better;
  /** Parameters of a generator and its prior together. */
  readonly parameters: (
    at: { readonly latent: string; readonly size: number },
  ) => number;
  readonly resamples?: number;
}

/**
 * Compares every latent with the baseline at one quality. Seeds are resampled
 * together for all sizes of the baseline and the winner, since equal seeds
 * share their draws; one that lacks a drawn seed is judged by the others.
 */
export function judge(
  cells: readonly Cell[],
  options: VerdictOptions,
): Verdict {
  const { baseline, epsilon, better, parameters, resamples = 2000 } = options;
  const smallest = smallestReaching(cells, epsilon, better);
  const seeds = Math.min(...cells.map(({ values }) => values.length));
  const reached = smallest.filter(({ size }) => size !== undefined);
  const base = { baseline, epsilon, smallest, seeds };
  const nothing = {
    winner: undefined,
    factor: undefined,
    factorInterval: undefined,
    confidence: undefined,
  };
  if (reached.length === 0) return { ...base, ...nothing, kind: "notReached" };
  const sized = reached.map(({ latent, size }) => ({
    latent,
    size: size!,
    parameters: parameters({ latent, size: size! }),
  }));
  const winner = best(sized, cells, better);
  const own = sized.find(({ latent }) => latent === baseline);
  if (winner.latent === baseline || winner.parameters === own?.parameters) {
    return { ...base, ...nothing, winner: baseline, kind: "baseline" };
  }
  const factors = resampledFactors(
    cells,
    { ...options, resamples },
    winner.latent,
  );
  const confidence = factors === undefined
    ? undefined
    : factors.filter((factor) => factor > 1).length / factors.length;
  const finite = factors?.filter(Number.isFinite) ?? [];
  return {
    ...base,
    winner: winner.latent,
    kind: confidence !== undefined && confidence >= 0.95 ? "saves" : "open",
    factor: own && own.parameters / winner.parameters,
    factorInterval: finite.length > 0 && own !== undefined
      ? [quantile(finite, 0.025), quantile(finite, 0.975)]
      : undefined,
    confidence,
  };
}

interface Sized {
  readonly latent: string;
  readonly size: number;
  readonly parameters: number;
}

/** The smallest; of equals, the one with the better mean there. */
function best(
  reached: readonly Sized[],
  cells: readonly Cell[],
  better: Better,
): Sized {
  const sign = better === "lower" ? 1 : -1;
  const value = ({ latent, size }: Sized) =>
    sign *
    cells.find((cell) => cell.latent === latent && cell.size === size)!
      .interval.value;
  return reached.toSorted((a, b) =>
    a.parameters - b.parameters || value(a) - value(b)
  )[0]!;
}

/** Parameters of the baseline over those of the winner for resampled seeds; infinite where only the winner reaches. */
function resampledFactors(
  cells: readonly Cell[],
  { baseline, epsilon, better, parameters, resamples }:
    & VerdictOptions
    & { resamples: number },
  winner: string,
): number[] | undefined {
  const used = cells.filter(({ latent }) =>
    latent === baseline || latent === winner
  );
  const seeds = distinct(used.flatMap((cell) => cell.seeds));
  const count = seeds.length;
  if (count < 2) return undefined;
  const columns = used.map((cell) =>
    seeds.map((seed) => cell.values[cell.seeds.indexOf(seed)])
  );
  return Array.from({ length: resamples }, (_, r) => {
    const rows = random(0n, "seeds", r).integers(new Int32Array(count), count);
    const drawn = used.flatMap((cell, at) => {
      const values = [...rows].flatMap((row) => columns[at]![row] ?? []);
      if (values.length === 0) return [];
      const value = values.reduce((sum, each) => sum + each, 0) / values.length;
      return [{ ...cell, interval: { value, low: value, high: value } }];
    });
    const found = smallestReaching(drawn, epsilon, better);
    const size = (latent: string) =>
      found.find((entry) => entry.latent === latent)?.size;
    const [own, other] = [size(baseline), size(winner)];
    if (other === undefined) return 0;
    return own === undefined
      ? Infinity
      : parameters({ latent: baseline, size: own }) /
        parameters({ latent: winner, size: other });
  });
}

/** The quality to aim at when none is given: the best mean of the baseline. */
export function defaultEpsilon(
  cells: readonly Cell[],
  baseline: string,
  better: Better,
): number {
  const own = cells.filter(({ latent }) => latent === baseline)
    .map(({ interval }) => interval.value);
  return better === "lower" ? Math.max(0, Math.min(...own)) : Math.max(...own);
}
