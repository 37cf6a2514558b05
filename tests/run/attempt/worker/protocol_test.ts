import assert from "node:assert/strict";
import { readLines } from "../../../../lib/run/attempt/worker/protocol.ts";

async function linesOf(...chunks: (string | Uint8Array)[]): Promise<string[]> {
  const encoder = new TextEncoder();
  const stream = ReadableStream.from(
    chunks.map((chunk) =>
      typeof chunk === "string" ? encoder.encode(chunk) : chunk
    ),
  );
  return await Array.fromAsync(readLines(stream));
}

Deno.test("readLines() joins what arrives in pieces", async () => {
  assert.deepEqual(await linesOf("a\nb", "c", "\n\nd"), ["a", "bc", "", "d"]);
  assert.deepEqual(await linesOf(), []);
  const [first, second] = [
    new TextEncoder().encode("潜在\n").slice(0, 4),
    new TextEncoder().encode("潜在\n").slice(4),
  ];
  assert.deepEqual(await linesOf(first!, second!), ["潜在"]);
});

Deno.test("readLines() cuts what is longer than it may be, with a note", async () => {
  const stream = () =>
    ReadableStream.from(
      ["abc", "defg\nab", "cd\nabcde"].map((text) =>
        new TextEncoder().encode(text)
      ),
    );
  assert.deepEqual(await Array.fromAsync(readLines(stream(), { longest: 4 })), [
    "abcd… (3 more characters were cut)",
    "abcd",
    "abcd… (1 more characters were cut)",
  ]);
});

Deno.test("readLines() takes time in proportion to the length of a line", async () => {
  const chunk = new Uint8Array(16_384).fill(0x61);
  const secondsFor = async (chunks: number) => {
    const started = performance.now();
    const stream = ReadableStream.from(Array(chunks).fill(chunk));
    const [line] = await Array.fromAsync(readLines(stream));
    assert.equal(line!.length, chunks * chunk.length);
    return (performance.now() - started) / 1000;
  };
  await secondsFor(100);
  // A quadratic reader copies 30 GB for the second.
  assert.ok(await secondsFor(2000) < 2);
});
