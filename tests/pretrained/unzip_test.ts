import assert from "node:assert/strict";
import { deflateRawSync } from "node:zlib";
import { unzip } from "../../lib/pretrained/unzip.ts";

/** A zip archive after APPNOTE.TXT; `packed` overrides what is declared. */
function zip(
  files: readonly {
    readonly name: string;
    readonly text: string;
    readonly method?: number;
    readonly size?: number;
  }[],
): Uint8Array {
  const text = new TextEncoder();
  const parts: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let at = 0;
  for (const { name, text: content, method = 8, size } of files) {
    const raw = text.encode(content);
    const packed = method === 8 ? new Uint8Array(deflateRawSync(raw)) : raw;
    const path = text.encode(name);
    const local = new DataView(new ArrayBuffer(30));
    local.setUint32(0, 0x04034b50, true);
    local.setUint16(26, path.length, true);
    const entry = new DataView(new ArrayBuffer(46));
    entry.setUint32(0, 0x02014b50, true);
    entry.setUint16(10, method, true);
    entry.setUint32(20, packed.length, true);
    entry.setUint32(24, size ?? raw.length, true);
    entry.setUint16(28, path.length, true);
    entry.setUint32(42, at, true);
    parts.push(new Uint8Array(local.buffer), path, packed);
    directory.push(new Uint8Array(entry.buffer), path);
    at += 30 + path.length + packed.length;
  }
  const end = new DataView(new ArrayBuffer(22));
  end.setUint32(0, 0x06054b50, true);
  end.setUint16(10, files.length, true);
  end.setUint32(16, at, true);
  return Uint8Array.from(
    [...parts, ...directory, new Uint8Array(end.buffer)].flatMap((
      part,
    ) => [...part]),
  );
}

function read(archive: Uint8Array, name: string): string {
  return new TextDecoder().decode(unzip(archive, name));
}

Deno.test("unzip() finds stored and deflated files by name", () => {
  const archive = zip([
    { name: "a/one", text: "one ".repeat(100) },
    { name: "a/two", text: "two", method: 0 },
  ]);
  assert.equal(read(archive, "a/one"), "one ".repeat(100));
  assert.equal(read(archive, "a/two"), "two");
  assert.throws(() => unzip(archive, "a/three"), /it has no 'a\/three'/);
});

Deno.test("unzip() refuses what is no archive, or declares wrong sizes", () => {
  assert.throws(() => unzip(new Uint8Array(100), "a"), /it has no directory/);
  const text = "word ".repeat(1000);
  const short = zip([{ name: "a", text, size: 10 }]);
  assert.throws(() => unzip(short, "a"), /Cannot read a zip archive/);
  const long = zip([{ name: "a", text, size: 6000 }]);
  assert.throws(() => unzip(long, "a"), /'a' has 5000 bytes, expected 6000/);
  const huge = zip([{ name: "a", text, size: 2 ** 31 }]);
  assert.throws(() => unzip(huge, "a"), /'a' has 2147483648 bytes/);
  const odd = zip([{ name: "a", text, method: 12 }]);
  assert.throws(() => unzip(odd, "a"), /'a' is packed oddly/);
  const archive = zip([{ name: "a", text }]);
  for (let at = 0; at < archive.length; at++) {
    const damaged = archive.slice();
    damaged[at]! ^= 0xff;
    try {
      unzip(damaged, "a");
    } catch (error) {
      assert.ok(error instanceof TypeError, `byte ${at}: ${error}`);
    }
  }
});
