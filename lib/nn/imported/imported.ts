import { type NdArray, ndarray, sizeOf } from "../../tensor/array.ts";
import { concat } from "../../tensor/onnx/parts.ts";
import { binary } from "../../tensor/onnx/pointwise.ts";
import {
  cast,
  int64s,
  record,
  scalar,
  transpose,
} from "../../tensor/onnx/record.ts";
import { writeModel } from "../../tensor/onnx/model.ts";
import { createSession } from "../../tensor/onnx/create_session.ts";
import {
  hostTensorOf,
  type Session,
  type SessionOptions,
} from "../../tensor/onnx/session.ts";
import { leaf, Value } from "../../tensor/onnx/value.ts";
import {
  counted,
  inputOf,
  layoutOf,
  openModel,
  outputOf,
  requireWhole,
  runModel,
} from "./_imported_session.ts";
import { takeRows } from "../learn/batches.ts";
import type { ImportedLayer } from "../network/network.ts";

/** How the images of an imported network are prepared, as far as it is known. */
export interface ImportOptions {
  /** Order of the axes; found from the model when it is unambiguous. */
  readonly layout?: "nchw" | "nhwc" | undefined;
  /** Height and width, for a model that takes any; default: the images' own. */
  readonly size?: number | undefined;
  /** Taken from pixels in [0, 1]; one number, or one a channel. */
  readonly mean: readonly number[];
  /** What the result is divided by; one number, or one a channel. */
  readonly deviation: readonly number[];
  /** Name of the output; default: the first. */
  readonly output?: string | undefined;
  /** How several vectors become one. */
  readonly pool: "first" | "mean";
}

/** Images at once, for a model that takes any number. */
const BATCH = 32;

/**
 * Looks at a model and says how images of a shape are fed to it. Images are
 * divided by 255, normalised by channel, and resampled to the model's extents:
 * linear, smoothed where they shrink, as Pillow and PyTorch with `antialias` do.
 *
 * @param bytes Content of an ONNX file that holds its own weights
 * @param image `[height, width, channels]`
 * @throws {RangeError} when the model does not map images to vectors
 */
export function importLayer(
  bytes: Uint8Array,
  image: readonly [number, number, number],
  options: ImportOptions,
): ImportedLayer {
  requireWhole(bytes);
  const session = openModel(bytes);
  try {
    const input = inputOf(session);
    const layout = options.layout ?? layoutOf(input);
    const [height, width, channels] = layout === "nchw"
      ? [input.shape[2]!, input.shape[3]!, input.shape[1]!]
      : [input.shape[1]!, input.shape[2]!, input.shape[3]!];
    const wanted = channels > 0 ? channels : image[2];
    if (wanted !== image[2] && !(wanted === 3 && image[2] === 1)) {
      throw new RangeError(
        `Cannot use the ONNX model: its input '${input.name}' [${input.shape}] has ${
          counted(wanted, "channel")
        } as ${layout}, the images have ${
          image[2]
        }; give it images of as many, or set 'layout'`,
      );
    }
    const { size } = options;
    const fixed = [height, width].find((extent) =>
      extent > 0 && size !== undefined && extent !== size
    );
    if (fixed !== undefined) {
      throw new RangeError(
        `Cannot resample to ${size} pixels for the ONNX model: its input '${input.name}' [${input.shape}] takes ${height}×${width}; leave out 'size'`,
      );
    }
    const layer: ImportedLayer = {
      type: "onnx",
      layout,
      height: height > 0 ? height : size ?? image[0],
      width: width > 0 ? width : size ?? image[1],
      channels: wanted,
      mean: perChannel(options.mean, wanted, "mean"),
      deviation: perChannel(options.deviation, wanted, "deviation"),
      output: outputOf(session, options.output).name,
      pool: options.pool,
      dim: 1,
      revision: 2,
    };
    // What the output's extents are, and whether it has a row for each of
    // several images, only a run tells.
    const two = ndarray(new Uint8Array(2 * sizeOf(image)), [2, ...image]);
    const { shape } = encodeWith(session, layer, two);
    return { ...layer, dim: shape[1]! };
  } finally {
    session.dispose();
  }
}

/**
 * Vectors of images under an imported network.
 *
 * @param model The layer, and the bytes of the file
 * @param images `[count, height, width, channels]`
 * @returns `[count, dim]`
 * @throws {RangeError} when the network cannot take them
 */
export function runImported(
  model: { readonly layer: ImportedLayer; readonly bytes: Uint8Array },
  images: NdArray<"uint8">,
  options: SessionOptions,
): NdArray<"float32"> {
  const session = openModel(model.bytes, options);
  try {
    return encodeWith(session, model.layer, images);
  } finally {
    session.dispose();
  }
}

function encodeWith(
  session: Session,
  layer: ImportedLayer,
  images: NdArray<"uint8">,
): NdArray<"float32"> {
  const [count, ...shape] = images.shape as [number, number, number, number];
  const input = inputOf(session);
  const fixed = input.shape[0]!;
  const batch = fixed > 0 ? fixed : Math.min(BATCH, Math.max(1, count));
  const prepare = createSession(preparation(layer, [batch, ...shape]), {
    threads: 1,
  });
  const size = sizeOf(shape);
  let codes: Float32Array | undefined;
  let dim = layer.dim;
  try {
    for (let start = 0; start < count; start += batch) {
      // The last batch is filled up with its first row.
      const rows = Int32Array.from(
        { length: batch },
        (_, i) => start + i < count ? start + i : start,
      );
      const pixels = takeRows(images.data, rows, size) as Uint8Array;
      const { x } = prepare.run({
        images: hostTensorOf(pixels, [batch, ...shape], "uint8"),
      });
      const found = runModel(session, { [input.name]: x! })[layer.output]!;
      const vectors = pooled(found, { batch, layer, session });
      dim = vectors.length / batch;
      codes ??= new Float32Array(count * dim);
      const kept = Math.min(batch, count - start);
      codes.set(vectors.subarray(0, kept * dim), start * dim);
    }
  } finally {
    prepare.dispose();
  }
  return ndarray(codes ?? new Float32Array(0), [count, dim]);
}

/** The graph from bytes of images to the input of the model. */
function preparation(
  layer: ImportedLayer,
  shape: readonly number[],
): Uint8Array {
  const images = new Value(shape, "uint8", { placeholder: "images" });
  const { channels, height, width, layout } = layer;
  const vector = (numbers: readonly number[]) =>
    leaf(Float32Array.from(numbers), [channels], "float32");
  const unit = binary("Div", [cast(images, "float32"), scalar(255, "float32")]);
  const coloured = shape[3] === channels ? unit : concat([unit, unit, unit], 3);
  const centred = binary("Sub", [coloured, vector(layer.mean)]);
  const normal = binary("Div", [centred, vector(layer.deviation)]);
  const planes = transpose(normal, [0, 3, 1, 2]);
  const target = [shape[0]!, channels, height, width];
  const same = target.every((extent, i) => extent === planes.shape[i]);
  const resized = same
    ? planes
    : record("Resize", [planes, undefined, undefined, int64s(target)], {
      shape: target,
      type: "float32",
      // Weights at the edges as in Pillow and PyTorch.
      attributes: { mode: "linear", antialias: 1, exclude_outside: 1 },
    });
  const x = layout === "nchw" ? resized : transpose(resized, [0, 2, 3, 1]);
  return writeModel(new Map([["x", x]]), {
    inputs: new Map([[images, "images"]]),
  });
}

/** One vector an image. */
function pooled(
  found: {
    readonly data: unknown;
    readonly dims: readonly number[];
    readonly type: string;
  },
  { batch, layer, session }: {
    readonly batch: number;
    readonly layer: ImportedLayer;
    readonly session: Session;
  },
): Float32Array {
  const { data, dims, type } = found;
  if (!(data instanceof Float32Array) || dims[0] !== batch || dims.length < 2) {
    const others = session.outputs.filter(({ name }) => name !== layer.output)
      .map(({ name }) => `'${name}'`);
    throw new RangeError(
      `Cannot use the ONNX model: its output '${layer.output}' is ${type} [${dims}] for ${
        counted(batch, "image")
      }, expected float32 [${batch}, …]; ${
        others.length === 0
          ? "export it with one row of float32 an image"
          : `set 'output' to another: ${others.join(", ")}`
      }`,
    );
  }
  if (dims.length === 2) return data;
  // Tokens come before their elements; channels are where the input has them.
  const isLast = dims.length === 3 || layer.layout === "nhwc";
  const dim = isLast ? dims.at(-1)! : dims[1]!;
  const places = data.length / batch / dim;
  const at = (place: number, j: number) =>
    isLast ? place * dim + j : j * places + place;
  const last = layer.pool === "first" ? 1 : places;
  const vectors = new Float32Array(batch * dim);
  for (let i = 0; i < batch; i++) {
    for (let j = 0; j < dim; j++) {
      let sum = 0;
      for (let place = 0; place < last; place++) {
        sum += data[i * places * dim + at(place, j)]!;
      }
      vectors[i * dim + j] = sum / last;
    }
  }
  return vectors;
}

function perChannel(
  numbers: readonly number[],
  channels: number,
  what: string,
): number[] {
  if (numbers.length === 1) {
    return Array.from({ length: channels }, () => numbers[0]!);
  }
  if (numbers.length === channels) return [...numbers];
  throw new RangeError(
    `Cannot normalise for the ONNX model: expected ${
      channels === 1 ? "1 number" : `1 or ${channels} numbers`
    } for '${what}', got ${numbers.length}`,
  );
}
