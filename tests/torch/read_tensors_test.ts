import assert from "node:assert/strict";
import { readTensors } from "../../lib/torch/read_tensors.ts";
import legacy from "./legacy.json" with { type: "json" };

function bytesOf(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
}

Deno.test("readTensors() reads what PyTorch saved: turned, shared and single numbers", () => {
  const found = readTensors(bytesOf(legacy.file));
  assert.deepEqual(
    Object.fromEntries(
      Object.entries(found).map(([name, { shape, data }]) => [
        name,
        { shape: [...shape], data: [...data] },
      ]),
    ),
    legacy.values,
  );
});

Deno.test("readTensors() refuses what is no tensor, and executes none of it", () => {
  assert.throws(
    () => readTensors(bytesOf(legacy.hostile)),
    /it names '(__builtin__|builtins).print'.*it is not executed/,
  );
  assert.throws(
    () => readTensors(bytesOf(legacy.not_tensors)),
    /its index holds more than tensors by name/,
  );
  assert.throws(
    () => readTensors(bytesOf(legacy.double)),
    /it names 'torch.DoubleStorage'/,
  );
});

Deno.test("readTensors() refuses other files and damaged ones in one sentence", () => {
  const file = bytesOf(legacy.file);
  assert.throws(
    () => readTensors(new TextEncoder().encode("PK\x03\x04")),
    TypeError,
  );
  assert.throws(
    () => readTensors(Uint8Array.of(0x80, 2, 0x4b, 1, 0x2e)),
    /it is no file of torch.save before version 1.6/,
  );
  for (let length = 0; length < file.length; length += 7) {
    assert.throws(() => readTensors(file.subarray(0, length)), TypeError);
  }
  assert.throws(
    () => readTensors(file.subarray(0, file.length - 1)),
    TypeError,
  );
  // Any byte of the index may be wrong: tensors, or one sentence.
  for (let at = 0; at < file.length; at++) {
    const damaged = file.slice();
    damaged[at]! ^= 0x15;
    try {
      readTensors(damaged);
    } catch (error) {
      assert.ok(error instanceof TypeError, `byte ${at}: ${error}`);
    }
  }
});
