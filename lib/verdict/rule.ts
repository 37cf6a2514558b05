import type { Place } from "./trial.ts";

/** A score of real training images against held-out ones, with its interval. */
export interface RealScore {
  /** The score. */
  readonly value: number;
  /** Lower end of its 95 % interval. */
  readonly low: number;
  /** Upper end. */
  readonly high: number;
}

/** What judges quality: a score in the features of one extractor. */
export interface Metric {
  /** Name of the score, such as `kid[pretrained]`. */
  readonly name: string;
  /** Which values are good. */
  readonly better: "lower" | "higher";
  /** How the extractor came about: {@linkcode Origin}; undefined when unknown. */
  readonly origin: string | undefined;
  /** What as many real images get, if it was measured: no aim is beyond it. */
  readonly floor?: number | undefined;
  /** What real training images get, on the images that chose and that test. */
  readonly real?:
    | { readonly chosenOn: RealScore; readonly testedOn: RealScore }
    | undefined;
}

/** How a study is judged. */
export interface Rule {
  /** All of them must agree; the first leads. */
  readonly metrics: readonly Metric[];
  /** Latent that others are compared with. */
  readonly baseline: string;
  /** Quality to reach by metric; of those left out, the pilot gives it. */
  readonly epsilon?: Readonly<Record<string, number>> | undefined;
  /** Parameters of generator and prior together. */
  readonly parameters: (place: Place) => number;
  /** Fresh seeds that were planned, look by look. */
  readonly looks: readonly number[];
  /** Probability with which a saving that is there should show, in (0, 1). */
  readonly power: number;
  /** Fall with more training from which on the baseline is not done, a share. */
  readonly tolerance: number;
}

/** 1 where small values are good, −1 where large ones are. */
export function signOf({ better }: Metric): 1 | -1 {
  return better === "lower" ? 1 : -1;
}
