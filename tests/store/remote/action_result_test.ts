import assert from "node:assert/strict";
import {
  decodeStandardOutput,
  encodeActionResult,
} from "../../../lib/store/remote/action_result.ts";

const text = (value: string) => new TextEncoder().encode(value);

Deno.test("encodeActionResult() gives the bytes that protocol buffers prescribe", () => {
  const digest = "ab".repeat(32);
  const bytes = encodeActionResult(
    [{ path: "outputs/samples", digest, size: 300 }],
    text("hello"),
  );
  const hex = (value: string) => text(value).toHex();
  assert.equal(
    bytes.toHex(),
    // output_files { path, digest { hash, size_bytes: 300 } }
    `1258` + `0a0f${hex("outputs/samples")}` +
      `1245` + `0a40${hex(digest)}` + `10ac02` +
      // stdout_raw, execution_metadata { worker }
      `2a05${hex("hello")}` + `4a08` + `0a06${hex("senzai")}`,
  );
});

Deno.test("decodeStandardOutput() passes over fields that it does not know", () => {
  const known = encodeActionResult([], text("hello"));
  const unknown = Uint8Array.fromHex(
    // A varint, eight bytes, four bytes, and a message of 130 bytes.
    `20ffffffffffffffff7f` + `991f0102030405060708` + `9d1f01020304` +
      `a21f8201${"00".repeat(130)}`,
  );
  const bytes = Uint8Array.from([...unknown, ...known, ...unknown]);
  assert.deepEqual(decodeStandardOutput(bytes), text("hello"));
});

Deno.test("decodeStandardOutput() refuses what is cut off or none", () => {
  const bytes = encodeActionResult([], text("hello"));
  for (let length = 0; length < bytes.length; length++) {
    // Cut between two fields, it is a message with fewer of them.
    if (length === "2a05hello".length - 2) continue;
    assert.throws(
      () => decodeStandardOutput(bytes.subarray(0, length)),
      SyntaxError,
      `${length} bytes`,
    );
  }
  const others = ["", "ffffffffffffffffffffff", "2affffffffffffffff7f", "0b"];
  for (const hex of others) {
    assert.throws(
      () => decodeStandardOutput(Uint8Array.fromHex(hex)),
      SyntaxError,
      hex,
    );
  }
});
