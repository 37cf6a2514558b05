/**
 * The kinds of artifact that stages exchange.
 *
 * @module
 */
import { defineKind, type Kind, laid } from "../lib/dsl/kind.ts";
import type { Network } from "../lib/nn/network/network.ts";
import type { Place } from "../lib/verdict/trial.ts";
import { type Layout, LAYOUTS } from "./layout.ts";
import type { Verdict } from "../lib/verdict/judge.ts";
import {
  type Arrays,
  firstNonFinite,
  type NdArray,
  ndarray,
} from "../lib/tensor/array.ts";
import {
  decodeSafetensors,
  encodeSafetensors,
} from "../lib/tensor/safetensors.ts";
import { problemOf, type ScoreDefinition } from "./score/definition.ts";

/** Plain JSON. */
export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [key: string]: Json };

interface Parts {
  readonly arrays: Arrays;
  readonly meta: Json;
}

/** Refuses values of another kind, which untyped code may return. */
function requireRecord(
  value: unknown,
  { kind, fields }: {
    readonly kind: string;
    readonly fields: readonly string[];
  },
): void {
  const isRecord = typeof value === "object" && value !== null &&
    !Array.isArray(value);
  const missing = fields.find((field) =>
    !isRecord || (value as Record<string, unknown>)[field] === undefined
  );
  if (isRecord && missing === undefined) return;
  const got = isRecord
    ? `one with ${Object.keys(value).slice(0, 8).join(", ")}`
    : Array.isArray(value)
    ? "an array"
    : typeof value;
  const wanted = fields.length === 0 ? "" : ` with ${fields.join(", ")}`;
  throw new TypeError(
    `Cannot store '${kind}': expected a record${wanted}, got ${got}`,
  );
}

/** Refuses an array whose elements are not what its type says. */
function requireTyped(array: NdArray, what: string): void {
  const { data } = array;
  const isTyped = data instanceof Float32Array || data instanceof Int32Array ||
    data instanceof Uint8Array;
  if (isTyped && ndarray(data, array.shape).dtype === array.dtype) return;
  throw new TypeError(
    `${what} is a ${
      (data as object).constructor.name
    }: expected a Float32Array, Int32Array or Uint8Array`,
  );
}

/** Declares a kind stored as one safetensors file with JSON metadata. */
function defineArraysKind<
  const Name extends string,
  Value,
  const Layout extends string = never,
>(spec: {
  name: Name;
  version: number;
  /** Layouts that it may have. */
  layouts?: readonly Layout[];
  /** Fields that a value must have. */
  fields: readonly string[];
  /** Element types of arrays that readers rely on. */
  dtypes: Readonly<Record<string, NdArray["dtype"]>>;
  split(value: Value): Parts;
  join(parts: Parts): Value;
  summarize(value: NoInfer<Value>): Readonly<Record<string, unknown>>;
}): Kind<Name, Value, Layout> {
  return defineKind({
    name: spec.name,
    version: spec.version,
    ...(spec.layouts !== undefined && { layouts: spec.layouts }),
    extension: "safetensors",
    encode(value: Value) {
      requireRecord(value, { kind: spec.name, fields: spec.fields });
      const { arrays, meta } = spec.split(value);
      for (const [name, array] of Object.entries(arrays)) {
        const what = `Cannot store '${spec.name}': '${name}'`;
        requireTyped(array, what);
        const wanted = spec.dtypes[name] ?? array.dtype;
        if (array.dtype !== wanted) {
          throw new TypeError(
            `${what} is of ${array.dtype}: expected ${wanted}`,
          );
        }
        if (array.dtype !== "float32") continue;
        const at = firstNonFinite(array.data);
        if (at >= 0) {
          throw new TypeError(
            `${what} holds ${
              array.data[at]
            } at element ${at}; stages must return finite numbers`,
          );
        }
      }
      return encodeSafetensors(arrays, {
        kind: spec.name,
        meta: JSON.stringify(meta),
      });
    },
    decode(bytes): Value {
      const { arrays, metadata } = decodeSafetensors(bytes);
      if (metadata.kind !== spec.name) {
        throw new TypeError(
          `Cannot read '${spec.name}': the file holds '${metadata.kind}'`,
        );
      }
      return spec.join({ arrays, meta: JSON.parse(metadata.meta ?? "null") });
    },
    summarize: spec.summarize,
  });
}

function defineJsonKind<const Name extends string, Value>(spec: {
  name: Name;
  version: number;
  check(value: Value): void;
  summarize(value: NoInfer<Value>): Readonly<Record<string, unknown>>;
}): Kind<Name, Value> {
  return defineKind({
    name: spec.name,
    version: spec.version,
    extension: "json",
    encode(value: Value) {
      spec.check(value);
      return new TextEncoder().encode(JSON.stringify(value));
    },
    decode(bytes): Value {
      try {
        const value = JSON.parse(new TextDecoder().decode(bytes));
        spec.check(value);
        return value;
      } catch (cause) {
        const why = (cause as Error).message
          .replace(`Cannot store '${spec.name}': `, "");
        throw new TypeError(`Cannot read '${spec.name}': ${why}`, { cause });
      }
    },
    summarize: spec.summarize,
  });
}

/** Refuses an array of other than the expected axes. */
function requireAxes(
  { shape }: NdArray,
  { name, axes }: { readonly name: string; readonly axes: number },
): void {
  if (shape.length === axes) return;
  throw new TypeError(
    `Cannot read artifact: array '${name}' has shape [${shape}], expected ${axes} axes`,
  );
}

function take<D extends NdArray["dtype"]>(
  arrays: Arrays,
  name: string,
  dtype: D,
): NdArray<D> {
  const array = arrays[name];
  if (array?.dtype !== dtype) {
    throw new TypeError(
      `Cannot read artifact: array '${name}' of ${dtype} is missing`,
    );
  }
  return array as NdArray<D>;
}

/** A set of images. */
export interface ImageSet {
  /** Pixels in [0, 255], row-major. */
  readonly pixels: Uint8Array;
  /** `[count, height, width, channels]`, channels 1 or 3. */
  readonly shape: readonly [number, number, number, number];
  /** Class of each image, when known. */
  readonly labels?: Int32Array | undefined;
  /** Names of the classes; empty when unknown. */
  readonly classes: readonly string[];
}

function splitImages(set: ImageSet): Parts {
  const arrays: Record<string, NdArray> = {
    pixels: ndarray(set.pixels, set.shape),
  };
  if (set.labels !== undefined) {
    arrays.labels = ndarray(set.labels, [set.labels.length]);
  }
  return { arrays, meta: { classes: set.classes } };
}

function joinImages({ arrays, meta }: Parts): ImageSet {
  const pixels = take(arrays, "pixels", "uint8");
  requireAxes(pixels, { name: "pixels", axes: 4 });
  const { data, shape } = pixels;
  return {
    pixels: data,
    shape: shape as ImageSet["shape"],
    labels: arrays.labels && take(arrays, "labels", "int32").data,
    classes: (meta as { classes: string[] }).classes,
  };
}

/** Real images: a split of a data set. */
export const Images = defineArraysKind({
  name: "images",
  version: 1,
  fields: ["pixels", "shape", "classes"],
  dtypes: { pixels: "uint8", labels: "int32" },
  split: splitImages,
  join: joinImages,
  summarize: (set) => ({ shape: set.shape, classes: set.classes.length }),
});

/** Images drawn from a generator, with the codes they were drawn from. */
export interface SampleSet extends ImageSet {
  /** `[count, dim]`. */
  readonly codes: Float32Array;
  /** Length of a code or feature vector. */
  readonly dim: number;
  /** Digest of the extractor that taught the generator, if one did: it cannot judge. */
  readonly taughtBy?: string | undefined;
}

/** Generated images. */
export const Samples = defineArraysKind({
  name: "samples",
  version: 1,
  fields: ["pixels", "shape", "classes", "codes", "dim"],
  dtypes: { pixels: "uint8", codes: "float32", labels: "int32" },
  split(set: SampleSet) {
    const { arrays, meta } = splitImages(set);
    const codes = ndarray(set.codes, [set.shape[0], set.dim]);
    return {
      arrays: { ...arrays, codes },
      meta: set.taughtBy === undefined
        ? meta
        : { ...meta as { classes: readonly string[] }, taughtBy: set.taughtBy },
    };
  },
  join(parts): SampleSet {
    const codes = take(parts.arrays, "codes", "float32");
    return {
      ...joinImages(parts),
      codes: codes.data,
      dim: codes.shape[1] ?? 0,
      taughtBy: (parts.meta as { taughtBy?: string }).taughtBy,
    };
  },
  summarize: (set) => ({ shape: set.shape, dim: set.dim }),
});

/** Codes of images, one row an image. */
export interface LatentSet {
  /** `[count, dim]`; zero mean and unit variance over the images the encoder was fitted on. */
  readonly codes: Float32Array;
  /** Number of rows. */
  readonly count: number;
  /** Numbers of a code. */
  readonly dim: number;
  /** Class of each row, when known. */
  readonly labels?: Int32Array | undefined;
  /** How the numbers of a code lie. Default: a vector of `dim`. */
  readonly layout?: Layout | undefined;
}

/** How the numbers of codes lie. */
export function layoutOf(
  { dim, layout }: Pick<LatentSet, "dim" | "layout">,
): Layout {
  return layout ?? { vector: dim };
}

/** Codes of a set of images. */
export const Latents = defineArraysKind({
  name: "latents",
  version: 1,
  layouts: LAYOUTS,
  fields: ["codes", "count", "dim"],
  dtypes: { codes: "float32", labels: "int32" },
  split(set: LatentSet) {
    const arrays: Record<string, NdArray> = {
      codes: ndarray(set.codes, [set.count, set.dim]),
    };
    if (set.labels !== undefined) {
      arrays.labels = ndarray(set.labels, [set.labels.length]);
    }
    // Vectors are stored as they were before there were other layouts.
    const { layout } = set;
    const isVector = layout === undefined || "vector" in layout;
    return { arrays, meta: isVector ? null : { layout: layout as Json } };
  },
  join({ arrays, meta }): LatentSet {
    const { data, shape } = take(arrays, "codes", "float32");
    return {
      codes: data,
      count: shape[0] ?? 0,
      dim: shape[1] ?? 0,
      labels: arrays.labels && take(arrays, "labels", "int32").data,
      layout: (meta as { layout?: Layout } | null)?.layout,
    };
  },
  summarize: ({ count, dim, layout }) =>
    layout === undefined ? { shape: [count, dim] } : { count, ...layout },
});

/** Codes that are vectors. */
export const VectorLatents = laid(Latents, "vector");

/** A network with its weights and plain facts about it. */
export interface Model {
  /** The architecture. */
  readonly network: Network;
  /** Arrays by name. */
  readonly weights: Arrays;
  /** Recorded facts: training figures, class names, accuracy, costs. */
  readonly facts: Readonly<Record<string, Json>>;
}

function defineModelKind<
  const Name extends string,
  const Layout extends string = never,
>(
  name: Name,
  layouts?: readonly Layout[],
): Kind<Name, Model, Layout> {
  return defineArraysKind({
    name,
    version: 1,
    ...(layouts !== undefined && { layouts }),
    fields: ["network", "weights", "facts"],
    dtypes: {},
    split: (model: Model) => ({
      arrays: model.weights,
      meta: { network: model.network as unknown as Json, facts: model.facts },
    }),
    join({ arrays, meta }): Model {
      const { network, facts } = meta as unknown as Omit<Model, "weights">;
      return { network, facts, weights: arrays };
    },
    summarize: (model) => ({
      input: model.network.input,
      layers: model.network.layers.length,
      weights: Object.values(model.weights).reduce(
        (sum, array) => sum + array.data.length,
        0,
      ),
      ...model.facts,
    }),
  });
}

/** Maps images in [−1, 1] to standardised codes `[dim]`. */
export const Encoder = defineModelKind("model/encoder", LAYOUTS);

/** Maps codes `[dim]` to images in [−1, 1]; a decoder is one too. */
export const Generator = defineModelKind("model/generator", LAYOUTS);

/** Maps images in [−1, 1] to what judges them: a classifier, or any other network with features. */
export const Extractor = defineModelKind("model/extractor");

/** Images as one extractor sees them. */
export interface FeatureSpace {
  /** `[count, dim]`. */
  readonly features: Float32Array;
  /** Length of a feature vector. */
  readonly dim: number;
  /** `[count, classes]`. */
  readonly logits: Float32Array;
  /** Number of classes; 0 for an extractor without any. */
  readonly classes: number;
  /**
   * Digest of the extractor's network and weights: features of two that differ
   * are never compared. Absent from features that no built-in stage made.
   */
  readonly identity?: string | undefined;
  /** How the extractor came about, such as `pretrained` or `random`. */
  readonly origin?: string | undefined;
}

/** Images as several extractors see them. */
export interface FeatureSet {
  /** Number of images. */
  readonly count: number;
  /** What each extractor sees, by its name: part of the names of scores. */
  readonly spaces: Readonly<Record<string, FeatureSpace>>;
}

function splitFeatures({ spaces }: FeatureSet): Parts {
  const arrays: Record<string, NdArray> = {};
  for (const [name, space] of Object.entries(spaces)) {
    const { features, dim, logits, classes } = space;
    const count = features.length / dim;
    arrays[`${name}/features`] = ndarray(features, [count, dim]);
    if (classes > 0) {
      arrays[`${name}/logits`] = ndarray(logits, [count, classes]);
    }
  }
  const facts = Object.fromEntries(
    Object.entries(spaces).map(([name, { identity = null, origin = null }]) => [
      name,
      { identity, origin },
    ]),
  );
  return { arrays, meta: { spaces: Object.keys(spaces), facts } };
}

function joinFeatures({ arrays, meta }: Parts): FeatureSet {
  let count = 0;
  const spaces: Record<string, FeatureSpace> = {};
  const { spaces: names, facts } = meta as {
    spaces: string[];
    facts: Record<string, { identity: string | null; origin: string | null }>;
  };
  for (const name of names) {
    const features = take(arrays, `${name}/features`, "float32");
    const logits = arrays[`${name}/logits`];
    count = features.shape[0] ?? 0;
    spaces[name] = {
      features: features.data,
      dim: features.shape[1] ?? 0,
      logits: logits === undefined
        ? new Float32Array(0)
        : take(arrays, `${name}/logits`, "float32").data,
      classes: logits?.shape[1] ?? 0,
      identity: facts[name]?.identity ?? undefined,
      origin: facts[name]?.origin ?? undefined,
    };
  }
  return { count, spaces };
}

function defineFeaturesKind<const Name extends string>(
  name: Name,
): Kind<Name, FeatureSet> {
  return defineArraysKind({
    name,
    version: 4,
    fields: ["count", "spaces"],
    dtypes: {},
    split: splitFeatures,
    join: joinFeatures,
    summarize: ({ count, spaces }) => ({
      count,
      spaces: Object.fromEntries(
        Object.entries(spaces).map(([name, { dim }]) => [name, dim]),
      ),
    }),
  });
}

/** Features of real images. */
export const ImageFeatures = defineFeaturesKind("features/images");

/** Features of generated images. */
export const SampleFeatures = defineFeaturesKind("features/samples");

/** A law that codes can be drawn from. */
export interface PriorModel {
  /** How codes are drawn: the name of one of Senzai's priors. */
  readonly family: string;
  /** Numbers of a code, with those of noise after it. */
  readonly dim: number;
  /** How the numbers of a code lie. Default: a vector of `dim`. */
  readonly layout?: Layout | undefined;
  /** Arrays by name. */
  readonly weights: Arrays;
  /** Recorded facts, such as a loss curve. */
  readonly facts: Readonly<Record<string, Json>>;
}

/** A prior over codes. */
export const Prior = defineArraysKind({
  name: "prior",
  version: 1,
  layouts: LAYOUTS,
  fields: ["family", "dim", "weights", "facts"],
  dtypes: {},
  split: (prior: PriorModel) => ({
    arrays: prior.weights,
    meta: {
      family: prior.family,
      dim: prior.dim,
      facts: prior.facts,
      ...(prior.layout && { layout: prior.layout as Json }),
    },
  }),
  join({ arrays, meta }): PriorModel {
    return {
      ...(meta as unknown as Omit<PriorModel, "weights">),
      weights: arrays,
    };
  },
  summarize: (prior) => ({
    family: prior.family,
    dim: prior.dim,
    ...prior.layout,
    ...prior.facts,
  }),
});

/**
 * One measured number with its uncertainty; a score that is not listed in
 * `stages/scores.ts` says with it what it is.
 */
export interface Measurement extends Partial<ScoreDefinition> {
  /** The measured number. */
  readonly value: number;
  /** Ends of a 95 % interval, when one was computed. */
  readonly low?: number;
  /** Upper end of the interval. */
  readonly high?: number;
  /** Number of images, resamples or runs behind it. */
  readonly count?: number;
  /** Number of held-out images that it was compared with. */
  readonly reference?: number;
  /** Whether so few images are behind it that its bias counts. */
  readonly biased?: boolean;
  /** How the extractor behind it came about, such as `pretrained`. */
  readonly origin?: string;
}

/** Measurements by name, such as `fd[classifier]`, `precision`, `parameters`. */
export type ScoreSet = Readonly<Record<string, Measurement>>;

/** Named measurements. */
export const Scores = defineJsonKind({
  name: "scores",
  version: 1,
  check(scores: ScoreSet) {
    requireRecord(scores, { kind: "scores", fields: [] });
    for (const [name, score] of Object.entries(scores)) {
      for (const field of ["value", "low", "high"] as const) {
        const number: unknown = score?.[field];
        if (number === undefined && field !== "value") continue;
        if (Number.isFinite(number)) continue;
        throw new TypeError(
          `Cannot store 'scores': ${field} of '${name}' is ${number}; expected a finite number`,
        );
      }
      const problem = problemOf(score);
      if (problem === undefined) continue;
      throw new TypeError(
        `Cannot store 'scores': the definition of '${name}' does not fit: ${problem}`,
      );
    }
  },
  summarize: (scores) =>
    Object.fromEntries(
      Object.entries(scores).map(([name, score]) => [name, score.value]),
    ),
});

/** What a pilot chose. */
export interface ChoiceData {
  /** The quality to reach, by score. */
  readonly epsilon: Readonly<Record<string, number>>;
  /** Latent and size that may save; null where none does. */
  readonly candidate: Place | null;
  /** Sizes of the baseline to be told from the aim on fresh seeds, ascending. */
  readonly baseline: readonly number[];
  /** Sizes of the baseline to be trained for longer, ascending. */
  readonly longer: readonly number[];
  /** Arms that are worth more pilot seeds, the most promising first. */
  readonly survivors: readonly Place[];
}

/** A choice, for a pipeline to build on. */
export const Choice = defineJsonKind({
  name: "choice",
  version: 1,
  check(choice: ChoiceData) {
    requireRecord(choice, {
      kind: "choice",
      fields: ["epsilon", "candidate", "baseline", "longer", "survivors"],
    });
  },
  summarize: ({ candidate, epsilon, survivors }) => ({
    ...candidate,
    epsilon,
    survivors: survivors.length,
  }),
});

/** What a study says, as `report.decision` found it. */
export const VerdictKind = defineJsonKind({
  name: "verdict",
  version: 1,
  check(verdict: Verdict) {
    requireRecord(verdict, {
      kind: "verdict",
      fields: ["kind", "baseline", "aim", "missing"],
    });
  },
  summarize: ({ kind, candidate, saving, missing }) => ({
    verdict: kind,
    ...(candidate && { candidate: candidate.latent, size: candidate.size }),
    ...(saving && { factor: saving.factor }),
    ...(missing.length > 0 && { missing }),
  }),
});

/** A table of strings and numbers. */
export interface TableData {
  /** Names of the columns. */
  readonly columns: readonly string[];
  /** Cells, one a column; null where there is no value. */
  readonly rows: readonly (readonly (string | number | null)[])[];
}

/** A table. */
export const Table = defineJsonKind({
  name: "table",
  version: 1,
  check(table: TableData) {
    requireRecord(table, { kind: "table", fields: ["columns", "rows"] });
    if (!Array.isArray(table.columns) || !Array.isArray(table.rows)) {
      throw new TypeError(
        "Cannot store 'table': expected lists of columns and rows",
      );
    }
    for (const row of table.rows) {
      if (!Array.isArray(row)) {
        throw new TypeError("Cannot store 'table': expected lists as rows");
      }
      if (row.length !== table.columns.length) {
        throw new TypeError(
          `Cannot store 'table': expected ${table.columns.length} cells in a row, got ${row.length}`,
        );
      }
    }
  },
  summarize: (table) => ({
    columns: table.columns,
    rows: table.rows.length,
  }),
});

/** A self-contained HTML page. */
export const Page = defineKind({
  name: "page",
  version: 1,
  extension: "html",
  encode(html: string) {
    if (typeof html !== "string") {
      throw new TypeError(
        `Cannot store 'page': expected HTML as a string, got ${typeof html}`,
      );
    }
    return new TextEncoder().encode(html);
  },
  decode: (bytes): string => new TextDecoder().decode(bytes),
  summarize: (html) => ({ characters: html.length }),
});
