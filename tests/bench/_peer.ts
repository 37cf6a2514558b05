import { fileURLToPath } from "node:url";

/** A benchmark in another program, which answers one JSON line with another. */
export interface Peer {
  readonly version: string;
  ask(
    question: object,
  ): Promise<{ readonly ms: number; readonly peak_mib: number }>;
  close(): Promise<void>;
}

/**
 * Starts the PyTorch peer, if a Python with `torch` is found: the program that
 * the environment variable `SENZAI_PYTHON` names, or `python3`.
 */
export async function startPyTorch(): Promise<Peer | undefined> {
  const script = fileURLToPath(new URL("peers/pytorch.py", import.meta.url));
  const python = Deno.env.get("SENZAI_PYTHON") ?? "python3";
  let child: Deno.ChildProcess;
  try {
    child = new Deno.Command(python, {
      args: [script],
      stdin: "piped",
      stdout: "piped",
      stderr: "null",
    }).spawn();
  } catch {
    return undefined;
  }
  const writer = child.stdin.getWriter();
  const reader = child.stdout.pipeThrough(new TextDecoderStream())
    .getReader();
  let rest = "";
  async function line(): Promise<string | undefined> {
    while (!rest.includes("\n")) {
      const { value, done } = await reader.read();
      if (done) return undefined;
      rest += value;
    }
    const end = rest.indexOf("\n");
    const found = rest.slice(0, end);
    rest = rest.slice(end + 1);
    return found;
  }
  const first = await line();
  if (first === undefined) {
    await child.status;
    return undefined;
  }
  return {
    version: JSON.parse(first).version,
    async ask(question) {
      await writer.write(
        new TextEncoder().encode(`${JSON.stringify(question)}\n`),
      );
      return JSON.parse(await line() ?? "{}");
    },
    async close() {
      await writer.close();
      await reader.cancel();
      await child.status;
    },
  };
}
