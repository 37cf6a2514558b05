import assert from "node:assert/strict";
import { Output } from "../../lib/cli/output.ts";
import { nonblockingStream } from "../../lib/cli/nonblocking.ts";

Deno.test("Output writes everything to a stream that takes little at a time", () => {
  const got: number[] = [];
  const output = new Output({
    writeSync(bytes) {
      got.push(...bytes.subarray(0, 3));
      return Math.min(3, bytes.length);
    },
  });
  output.write("潜在 of many");
  assert.equal(new TextDecoder().decode(Uint8Array.from(got)), "潜在 of many");
});

Deno.test("Output loses text and nothing else, and says so once", () => {
  const losses: string[] = [];
  const failing = (error: Error) =>
    new Output({
      writeSync() {
        throw error;
      },
    }, ({ message }) => losses.push(message));
  const full = failing(new Error("No space left on device"));
  full.write("a");
  full.write("b");
  failing(new Deno.errors.BrokenPipe()).write("a");
  assert.deepEqual(losses, ["No space left on device"]);
});

/** Reads a descriptor to its end, slowly, in a thread of its own. */
const READER = `
  const { symbols: c } = Deno.dlopen("libc.so.6", {
    read: { parameters: ["i32", "buffer", "usize"], result: "isize" },
    usleep: { parameters: ["u32"], result: "i32" },
  });
  onmessage = ({ data }) => {
    const buffer = new Uint8Array(20_000);
    let text = "";
    for (let count = 1; count > 0;) {
      c.usleep(5000);
      count = Number(c.read(data, buffer, BigInt(buffer.length)));
      text += new TextDecoder().decode(buffer.subarray(0, Math.max(0, count)));
    }
    postMessage(text);
  };
`;

Deno.test({
  name:
    "nonblockingStream() waits for a slow reader, and notices when it is gone",
  ignore: Deno.build.os !== "linux",
  async fn() {
    const { symbols: c } = Deno.dlopen("libc.so.6", {
      pipe: { parameters: ["buffer"], result: "i32" },
      fcntl: { parameters: ["i32", "i32", "i32"], result: "i32" },
      close: { parameters: ["i32"], result: "i32" },
    });
    const pipe = () => {
      const ends = new Int32Array(2);
      c.pipe(new Uint8Array(ends.buffer));
      return ends as unknown as [number, number];
    };
    const [from, to] = pipe();
    assert.equal(nonblockingStream(to), undefined);
    c.fcntl(to, 4, 0x800);
    const reader = new Worker(
      `data:text/javascript,${encodeURIComponent(READER)}`,
      { type: "module" },
    );
    const read = new Promise<string>((done) => {
      reader.onmessage = ({ data }) => done(data);
    });
    reader.postMessage(from);
    const text = `${"x".repeat(99)}\n`.repeat(2000);
    new Output(nonblockingStream(to)!).write(text);
    c.close(to);
    const got = await read;
    assert.equal(got.length, text.length);
    assert.ok(got === text);
    reader.terminate();
    const [end, other] = pipe();
    c.fcntl(other, 4, 0x800);
    c.close(end);
    assert.throws(
      () => nonblockingStream(other)!.writeSync(Uint8Array.of(1)),
      Deno.errors.BrokenPipe,
    );
    for (const each of [from, other]) c.close(each);
  },
});
