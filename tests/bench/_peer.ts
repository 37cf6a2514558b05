import { fileURLToPath } from "node:url";

/** What a peer says of one workload. */
export interface Answer {
  /** Median milliseconds of a call. */
  readonly ms: number;
  /** Peak of resident memory in MiB. */
  readonly peak_mib: number;
  /** Share of a call outside native code, in [0, 1], where it is counted. */
  readonly outside?: number;
}

/** A program that answers one JSON line with another. */
export interface Peer {
  /** What its first line says of it. */
  readonly version: string;
  /** Times one workload. */
  ask(question: object): Promise<Answer>;
  /** Ends it. */
  close(): Promise<void>;
}

/** Starts this project's own engines in a process of their own. */
export async function startSenzai(): Promise<Peer> {
  const script = new URL("engine/serve.ts", import.meta.url);
  const peer = await start(Deno.execPath(), [
    "run",
    "-A",
    "--quiet",
    fileURLToPath(script),
  ]);
  if (peer === undefined) {
    throw new Error("Cannot start the benchmark's engine");
  }
  return peer;
}

/**
 * Starts the PyTorch peer, if a Python with `torch` is found: the program that
 * the environment variable `SENZAI_PYTHON` names, or `python3`. The variable
 * `SENZAI_TORCH_DEVICE` names the device, `cpu` without it.
 */
export function startPyTorch(): Promise<Peer | undefined> {
  const script = fileURLToPath(new URL("peers/pytorch.py", import.meta.url));
  return start(Deno.env.get("SENZAI_PYTHON") ?? "python3", [script]);
}

async function start(
  program: string,
  args: readonly string[],
): Promise<Peer | undefined> {
  let child: Deno.ChildProcess;
  try {
    child = new Deno.Command(program, {
      args: [...args],
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
      const answer = await line();
      if (answer !== undefined) return JSON.parse(answer);
      throw new Error(
        `Cannot time ${
          JSON.stringify(question)
        }: ${program} ended without an answer`,
      );
    },
    async close() {
      await writer.close();
      await reader.cancel();
      await child.status;
    },
  };
}
