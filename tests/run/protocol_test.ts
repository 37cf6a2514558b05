import assert from "node:assert/strict";
import { MARK, parseWorkerLine, readLines } from "../../lib/run/protocol.ts";

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

Deno.test("parseWorkerLine() tells messages from stray output", () => {
  assert.deepEqual(parseWorkerLine("plain"), {
    stray: "plain",
    message: undefined,
  });
  const line = `noise${MARK}{"type":"log","line":"x"}`;
  assert.deepEqual(parseWorkerLine(line), {
    stray: "noise",
    message: { type: "log", line: "x" },
  });
  assert.throws(() => parseWorkerLine(`${MARK}{broken`), SyntaxError);
});
