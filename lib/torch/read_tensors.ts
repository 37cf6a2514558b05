import { type Arrays, ndarray, sizeOf } from "../tensor/array.ts";
import {
  isGlobal,
  type Made,
  type Permitted,
  type Pickled,
  unpickle,
} from "./unpickle.ts";

/** The number that opens a file of `torch.save` before version 1.6. */
const MAGIC = Number(0x1950a86a20f9469cfc6cn);
const VERSION = 1001;

/** Bytes of an element, by the name of its storage. */
const ELEMENTS: Readonly<Record<string, number>> = {
  "torch FloatStorage": 4,
  "torch LongStorage": 8,
};

const REBUILD = "torch._utils _rebuild_tensor_v2";

const PERMITTED: Permitted = {
  names: Object.keys(ELEMENTS),
  calls: ["collections OrderedDict", REBUILD],
};

/** A tensor as the index of a file describes it. */
interface Described {
  readonly name: string;
  /** Type of its storage, such as `"torch FloatStorage"`. */
  readonly type: string;
  /** Name of its storage. */
  readonly key: string;
  /** Where it begins in its storage, in elements. */
  readonly offset: number;
  readonly shape: readonly number[];
  /** Elements from one to the next along each axis. */
  readonly strides: readonly number[];
}

/**
 * Float tensors of a file that PyTorch saved before version 1.6 as a dict by
 * name: three pickles about the file, a pickled index, the names of the
 * storages, and their numbers. It is read as data; nothing of it is executed.
 * Tensors of whole numbers are left out.
 *
 * Source: PyTorch's `torch/serialization.py`, `_legacy_load`.
 *
 * @param bytes The file
 * @throws {TypeError} when it is another file, is cut short, holds more than
 * tensors by name, or tensors that reach out of their storage
 */
export function readTensors(bytes: Uint8Array): Arrays {
  let at = 0;
  const next = (): Pickled => {
    const { value, length } = unpickle(bytes.subarray(at), PERMITTED);
    at += length;
    return value;
  };
  if (next() !== MAGIC || next() !== VERSION) {
    throw malformed("it is no file of torch.save before version 1.6");
  }
  next();
  const tensors = describe(next());
  const types = new Map(tensors.map(({ key, type }) => [key, type]));
  const places = placesOf(next(), { bytes, at, types });
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const floats = tensors.filter(({ type }) => type === "torch FloatStorage");
  const total = floats.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  if (!(total * 4 <= bytes.length)) {
    throw malformed(`its tensors have ${total} elements, more than the file`);
  }
  return Object.fromEntries(
    floats.map((tensor) => {
      const { name, key, offset, shape, strides } = tensor;
      const place = places.get(key);
      const last = shape.reduce(
        (at, extent, axis) => at + (extent - 1) * strides[axis]!,
        offset,
      );
      if (place === undefined || !(last < place.count)) {
        throw malformed(`tensor '${name}' [${shape}] has no numbers`);
      }
      return [name, ndarray(gather(tensor, view, place.start), shape)] as const;
    }),
  );
}

/** The numbers of a tensor in the order of its axes. */
function gather(
  { offset, shape, strides }: Described,
  view: DataView,
  start: number,
): Float32Array {
  const data = new Float32Array(sizeOf(shape));
  const index = shape.map(() => 0);
  let at = offset;
  for (let i = 0; i < data.length; i++) {
    data[i] = view.getFloat32(start + 4 * at, true);
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      at += strides[axis]!;
      if (++index[axis]! < shape[axis]!) break;
      at -= strides[axis]! * shape[axis]!;
      index[axis] = 0;
    }
  }
  return data;
}

/** Where the numbers of each storage lie. */
function placesOf(
  keys: Pickled,
  { bytes, at, types }: {
    readonly bytes: Uint8Array;
    readonly at: number;
    readonly types: ReadonlyMap<string, string>;
  },
): ReadonlyMap<string, { readonly start: number; readonly count: number }> {
  if (!Array.isArray(keys)) throw malformed("it lists no storages");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const places = new Map<string, { start: number; count: number }>();
  let start = at;
  for (const key of keys as readonly Pickled[]) {
    const type = typeof key === "string" ? types.get(key) : undefined;
    if (type === undefined) throw malformed("it has a storage of no tensor");
    if (start + 8 > bytes.length) throw malformed("it is cut short");
    const count = Number(view.getBigUint64(start, true));
    start += 8;
    places.set(key as string, { start, count });
    start += count * ELEMENTS[type]!;
    if (start > bytes.length) throw malformed("it is cut short");
  }
  return places;
}

function describe(index: Pickled): Described[] {
  if (!(index instanceof Map)) throw malformed("its index is no dict");
  return [...index].map(([name, value]) => {
    if (typeof name !== "string" || !isRebuilt(value)) {
      throw malformed("its index holds more than tensors by name");
    }
    const [reference, offset, shape, strides] = value.args;
    const storage = typeof reference === "object" && reference !== null &&
        "persistent" in reference
      ? reference.persistent
      : undefined;
    const [kind, type, key, , , view] = Array.isArray(storage) ? storage : [];
    if (
      kind !== "storage" || view !== null || !isGlobal(type) ||
      typeof key !== "string" ||
      !isCount(offset) || !areCounts(shape) || !areCounts(strides) ||
      strides.length !== shape.length
    ) {
      throw malformed(`tensor '${name}' is not described as PyTorch does`);
    }
    return { name, type: type.global, key, offset, shape, strides };
  });
}

function isRebuilt(value: Pickled): value is Made {
  return typeof value === "object" && value !== null && "made" in value &&
    value.made === REBUILD;
}

function isCount(value: Pickled | undefined): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function areCounts(value: Pickled | undefined): value is readonly number[] {
  return Array.isArray(value) && value.every(isCount);
}

function malformed(why: string): TypeError {
  return new TypeError(`Cannot read tensors of PyTorch: ${why}`);
}
