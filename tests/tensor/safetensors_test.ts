import assert from "node:assert/strict";
import { join } from "node:path";
import { random } from "../../lib/stats/random.ts";
import { type Arrays, ndarray, sizeOf } from "../../lib/tensor/array.ts";
import {
  decodeSafetensors,
  encodeSafetensors,
} from "../../lib/tensor/safetensors.ts";
import { withFolder } from "../fixtures/folder.ts";
import { findPython, needsPython, runPython } from "../fixtures/python.ts";

/** What the format calls element types, and how wide and read they are. */
const FORMAT = {
  F32: { width: 4, read: (v: DataView, at: number) => v.getFloat32(at, true) },
  I32: { width: 4, read: (v: DataView, at: number) => v.getInt32(at, true) },
  U8: { width: 1, read: (v: DataView, at: number) => v.getUint8(at) },
} as const;

type Code = keyof typeof FORMAT;

/** Arrays of all types and odd sizes, drawn at random. */
function drawArrays(index: number): Arrays {
  const stream = random(9n, "arrays", index);
  const shapes = [[3], [2, 5], [], [0], [4, 0, 2], [7], [1, 1, 3]];
  return Object.fromEntries(
    shapes.map((shape, i) => {
      const numbers = stream.uniform(
        new Float32Array(sizeOf(shape)),
        -200,
        200,
      );
      const data = [
        numbers,
        Int32Array.from(numbers),
        Uint8Array.from(numbers, Math.abs),
      ][(i + index) % 3]!;
      return [`${"βa0/kernel"[i]}/${i}`, ndarray(data, shape)];
    }),
  );
}

Deno.test("encodeSafetensors() writes the published format", () => {
  for (let index = 0; index < 6; index++) {
    const arrays = drawArrays(index);
    const bytes = encodeSafetensors(arrays, { kind: "test", note: "ü" });
    const view = new DataView(bytes.buffer);
    // 8 bytes, little-endian: N. N bytes: a JSON object, padded with spaces.
    const size = Number(view.getBigUint64(0, true));
    const text = new TextDecoder().decode(bytes.subarray(8, 8 + size));
    assert.match(text, /^\{[^]*\} *$/);
    const { __metadata__, ...header } = JSON.parse(text);
    assert.deepEqual(__metadata__, { kind: "test", note: "ü" });
    assert.deepEqual(
      Object.keys(header).sort(),
      Object.keys(arrays).sort(),
    );
    const start = 8 + size;
    assert.equal(start % 8, 0);
    let end = 0;
    const inOrder = Object.entries<
      { dtype: Code; shape: number[]; data_offsets: [number, number] }
    >(header).sort(([, a], [, b]) => a.data_offsets[1] - b.data_offsets[1]);
    for (const [name, { dtype, shape, data_offsets }] of inOrder) {
      const { width, read } = FORMAT[dtype];
      assert.equal(data_offsets[0], end, "no holes");
      assert.equal(data_offsets[1] - end, sizeOf(shape) * width);
      assert.equal((start + end) % width, 0, "aligned");
      assert.deepEqual(shape, arrays[name]!.shape);
      for (const [i, value] of arrays[name]!.data.entries()) {
        assert.equal(read(view, start + end + i * width), value);
      }
      end = data_offsets[1];
    }
    assert.equal(start + end, bytes.length, "no rest");
  }
});

Deno.test("decodeSafetensors() gives back what was encoded", () => {
  for (let index = 0; index < 6; index++) {
    const arrays = drawArrays(index);
    const found = decodeSafetensors(encodeSafetensors(arrays, { a: "b" }));
    assert.deepEqual(found, { arrays, metadata: { a: "b" } });
  }
});

/** A file of a header and bytes of data. */
function file(header: unknown, data: readonly number[] = []): Uint8Array {
  const json = typeof header === "string" ? header : JSON.stringify(header);
  const text = new TextEncoder().encode(json);
  const bytes = new Uint8Array(8 + text.length + data.length);
  new DataView(bytes.buffer).setUint32(0, text.length, true);
  bytes.set(text, 8);
  bytes.set(data, 8 + text.length);
  return bytes;
}

const ONE = [0, 0, 128, 63];
const MINUS_TWO = [254, 255, 255, 255];

Deno.test("decodeSafetensors() reads other writers' order, padding and alignment", () => {
  const bytes = file(
    JSON.stringify({
      last: { dtype: "I32", shape: [], data_offsets: [5, 9] },
      pixel: { dtype: "U8", shape: [1], data_offsets: [0, 1] },
      first: { dtype: "F32", shape: [1, 1], data_offsets: [1, 5] },
    }) + "   ",
    [7, ...ONE, ...MINUS_TWO],
  );
  assert.deepEqual(decodeSafetensors(bytes), {
    arrays: {
      last: ndarray(Int32Array.of(-2), []),
      pixel: ndarray(Uint8Array.of(7), [1]),
      first: ndarray(Float32Array.of(1), [1, 1]),
    },
    metadata: {},
  });
});

const entry = { dtype: "F32", shape: [1], data_offsets: [0, 4] };
const whole = encodeSafetensors({ w: ndarray(Float32Array.of(1, 2), [2]) });
const BROKEN: Readonly<Record<string, readonly [Uint8Array, RegExp]>> = {
  "an empty file": [new Uint8Array(0), /0 bytes$/],
  "a header that is cut off": [
    whole.subarray(0, 20),
    /header of \d+ bytes in a file of 20$/,
  ],
  "data that is cut off": [
    whole.subarray(0, whole.length - 1),
    /expected 8 bytes of data, got 7$/,
  ],
  "a header longer than any": [
    Uint8Array.of(255, 255, 255, 255, 255, 255, 255, 255, 0),
    /header of \d+ bytes in a file of 9$/,
  ],
  "another format": [
    new TextEncoder().encode("PK\x03\x04 an archive of something"),
    /header of \d+ bytes in a file of \d+$/,
  ],
  "a header that is not JSON": [file("{a"), /header is not JSON$/],
  "a header that is not UTF-8": [
    Uint8Array.of(4, 0, 0, 0, 0, 0, 0, 0, 123, 34, 255, 125),
    /header is not JSON$/,
  ],
  "a header that is no object": [file([]), /header is not a JSON object$/],
  "a header of null": [file("null"), /header is not a JSON object$/],
  "metadata that is not text": [
    file({ __metadata__: { a: 1 } }),
    /__metadata__ is not text by name$/,
  ],
  "an array without a place": [
    file({ a: { dtype: "F32", shape: [1] } }, ONE),
    /array 'a' has no dtype, shape and data_offsets$/,
  ],
  "a negative extent": [
    file({ a: { ...entry, shape: [-1] } }, ONE),
    /array 'a' has no dtype, shape and data_offsets$/,
  ],
  "an entry of null": [
    file({ a: null }),
    /array 'a' has no dtype, shape and data_offsets$/,
  ],
  "an unknown element type": [
    file({ a: { ...entry, dtype: "BF16", shape: [2] } }, ONE),
    /array 'a' has element type BF16, expected F32, I32 or U8$/,
  ],
  "a name that every object has as element type": [
    file({ a: { ...entry, dtype: "toString" } }, ONE),
    /element type toString, expected/,
  ],
  "a shape that does not fit its bytes": [
    file({ a: { ...entry, shape: [2] } }, ONE),
    /array 'a' of 8 bytes lies in bytes 0 to 4$/,
  ],
  "a hole": [
    file({ a: { ...entry, data_offsets: [4, 8] } }, [...ONE, ...ONE]),
    /array 'a' starts at byte 4 of the data, expected 0$/,
  ],
  "two arrays in one place": [
    file({ a: entry, b: entry }, ONE),
    /array 'b' starts at byte 0 of the data, expected 4$/,
  ],
  "bytes after the last array": [
    file({ a: entry }, [...ONE, 0]),
    /expected 4 bytes of data, got 5$/,
  ],
};

for (const [name, [bytes, sentence]] of Object.entries(BROKEN)) {
  Deno.test(`decodeSafetensors() refuses ${name} in one sentence`, () => {
    assert.throws(() => decodeSafetensors(bytes), (error: TypeError) => {
      assert.ok(error instanceof TypeError);
      assert.match(error.message, /^Cannot read safetensors: [^\n]+$/);
      assert.match(error.message, sentence);
      return true;
    });
  });
}

const python = await findPython("numpy", "safetensors");

Deno.test({
  ...needsPython(
    "safetensors files go to the reference reader and come back",
    python,
    "safetensors",
  ),
  fn: async () => {
    await withFolder(async (folder) => {
      for (let index = 0; index < 3; index++) {
        const arrays = drawArrays(index);
        await Deno.writeFile(
          join(folder, "ours.safetensors"),
          encodeSafetensors(arrays, { kind: "test" }),
        );
        const out = await runPython(
          python!,
          `
import json
from safetensors import safe_open
from safetensors.numpy import save_file
with safe_open("ours.safetensors", "numpy") as file:
    arrays = {name: file.get_tensor(name) for name in file.keys()}
    metadata = file.metadata()
print(json.dumps([metadata, {name: [str(array.dtype), array.shape, array.ravel().tolist()] for name, array in arrays.items()}]))
save_file(arrays, "theirs.safetensors", {**metadata, "by": "them"})`,
          folder,
        );
        const [metadata, read] = JSON.parse(out);
        assert.deepEqual(metadata, { kind: "test" });
        assert.deepEqual(
          read,
          Object.fromEntries(
            Object.entries(arrays).map(([name, { dtype, shape, data }]) => [
              name,
              [dtype, shape, [...data]],
            ]),
          ),
        );
        const theirs = await Deno.readFile(join(folder, "theirs.safetensors"));
        assert.deepEqual(decodeSafetensors(theirs), {
          arrays,
          metadata: { kind: "test", by: "them" },
        });
      }
    });
  },
});
