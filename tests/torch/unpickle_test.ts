import assert from "node:assert/strict";
import { type Pickled, unpickle } from "../../lib/torch/unpickle.ts";

const PERMITTED = {
  names: ["torch FloatStorage"],
  calls: ["collections OrderedDict", "torch._utils _rebuild_tensor_v2"],
};

/** A pickle written as Latin-1, so that opcodes are readable. */
function pickle(text: string): Uint8Array {
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}

function read(text: string): Pickled {
  return unpickle(pickle(text), PERMITTED).value;
}

Deno.test("unpickle() reads plain data as Python's pickle does", () => {
  // pickle.dumps({"a": (1, -2, 70000), "b": [None, True, False]}, protocol=2)
  const value = read(
    "\x80\x02}q\x00(X\x01\x00\x00\x00aq\x01K\x01J\xfe\xff\xff\xffJp\x11\x01\x00\x87q\x02X\x01\x00\x00\x00bq\x03]q\x04(N\x88\x89eu.",
  );
  assert.deepEqual(
    value,
    new Map<Pickled, Pickled>([
      ["a", [1, -2, 70000]],
      ["b", [null, true, false]],
    ]),
  );
  // pickle.dumps(-129, protocol=2) as LONG1, and 2 bytes of another pickle.
  const { value: long, length } = unpickle(
    pickle("\x80\x02\x8a\x02\x7f\xff.\x80\x02"),
    PERMITTED,
  );
  assert.deepEqual([long, length], [-129, 7]);
});

Deno.test("unpickle() notes permitted calls and names, and makes none", () => {
  assert.deepEqual(
    read("\x80\x02ctorch._utils\n_rebuild_tensor_v2\n(K\x01K\x02tR."),
    { made: "torch._utils _rebuild_tensor_v2", args: [1, 2] },
  );
  assert.deepEqual(read("\x80\x02ctorch\nFloatStorage\n."), {
    global: "torch FloatStorage",
  });
  // State that BUILD would set is dropped.
  assert.deepEqual(read("\x80\x02ccollections\nOrderedDict\n)R}b."), new Map());
});

const HOSTILE: Readonly<Record<string, readonly [string, RegExp]>> = {
  // What pickle.dumps makes of an object whose __reduce__ is (os.system, …).
  "os.system": [
    "\x80\x02cposix\nsystem\nq\x00X\x04\x00\x00\x00echoq\x01\x85q\x02Rq\x03.",
    /it names 'posix.system', at byte 2; it is not executed/,
  ],
  "os.system in protocol 0": [
    "cos\nsystem\n(S'echo'\ntR.",
    /it names 'os.system', at byte 0/,
  ],
  "eval": [
    "\x80\x02c__builtin__\neval\n(X\x01\x00\x00\x001tR.",
    /it names '__builtin__.eval'/,
  ],
  "a permitted name that is called": [
    "\x80\x02ctorch\nFloatStorage\n)R.",
    /it calls torch FloatStorage/,
  ],
  "a call of what a call gave": [
    "\x80\x02ccollections\nOrderedDict\n)R)R.",
    /it calls what is no function/,
  ],
  "a global whose name has spaces": [
    "\x80\x02ccollections OrderedDict\nx\n.",
    /it names 'collections.OrderedDict x'/,
  ],
  "STACK_GLOBAL": [
    "\x80\x02X\x02\x00\x00\x00osX\x06\x00\x00\x00system\x93.",
    /opcode 0x93 is none of those of plain data/,
  ],
  "INST": ["(ios\nsystem\n.", /opcode 0x69/],
  "OBJ": ["(o.", /opcode 0x6f/],
  "NEWOBJ": ["\x80\x02))\x81.", /opcode 0x81/],
  "an extension": ["\x80\x02\x82\x01.", /opcode 0x82/],
  "protocol 4": ["\x80\x04N.", /it is of protocol 4/],
  "a text longer than the file": [
    "\x80\x02X\xff\xff\xff\xffa.",
    /it is cut short/,
  ],
  "a number of 200 bytes": [
    `\x80\x02\x8a\xc8${"\x01".repeat(200)}.`,
    /it holds a number of 200 bytes/,
  ],
  "no end": ["\x80\x02N", /it is cut short, at byte 3/],
  "an empty stack": ["\x80\x02.", /its stack is empty/],
  "a missing mark": ["\x80\x02Nt.", /a mark is missing/],
  "what was never put": ["\x80\x02h\x05.", /it recalls what it never put/],
  "items of a list": ["\x80\x02]NNs.", /it sets items of no dict/],
  "an odd number of items": ["\x80\x02}(Nu.", /it sets items of no dict/],
};

for (const [what, [text, message]] of Object.entries(HOSTILE)) {
  Deno.test(`unpickle() refuses ${what}`, () => {
    assert.throws(() => read(text), message);
  });
}
