import { fileURLToPath } from "node:url";

const MAIN = fileURLToPath(new URL("./driver.ts", import.meta.url));
const LIMIT_MS = 90_000;

/** What a driver printed, one object a line. */
export interface DriverEvent {
  readonly type: string;
  readonly node?: string;
  readonly key?: string;
  readonly status?: string;
  readonly message?: string;
  readonly reason?: string;
  readonly progress?: { readonly done: number };
  readonly targets?: Readonly<Record<string, { readonly digest: string }>>;
  readonly [field: string]: unknown;
}

/** How a driver ended. */
export interface DriverEnd {
  /** Exit code, or the signal that ended it. */
  readonly end: number | string;
  readonly events: readonly DriverEvent[];
  readonly errors: string;
}

/** Settings of a driver. */
export interface DriverOptions {
  readonly params?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
  /** Program and arguments put in front, such as `unshare`. */
  readonly prefix?: readonly string[];
}

/** A driver in a process of its own. */
export class Driver {
  readonly child: Deno.ChildProcess;
  /** What it printed so far. */
  readonly events: DriverEvent[] = [];
  readonly #read: Promise<string>;

  /** Starts a run, or a garbage collection with `collect`. */
  constructor(store: string, options: DriverOptions = {}) {
    const { params = {}, env = {}, prefix = [] } = options;
    const command = [
      ...prefix,
      Deno.execPath(),
      "run",
      "-A",
      "--no-check",
      MAIN,
      store,
      JSON.stringify(params),
    ];
    this.child = new Deno.Command(command[0]!, {
      args: command.slice(1),
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
      env: { SENZAI_CHECKPOINT_SECONDS: "0", NO_COLOR: "1", ...env },
    }).spawn();
    this.#read = this.#collect();
  }

  /** Waits for the end; a driver that takes too long is killed. */
  async end(): Promise<DriverEnd> {
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      this.kill();
    }, LIMIT_MS);
    const { code, signal } = await this.child.status;
    clearTimeout(timer);
    const errors = await this.#read;
    const end = isLate ? "took too long" : signal ?? code;
    return { end, errors, events: this.events };
  }

  /** Ends it at once. */
  kill(signal: Deno.Signal = "SIGKILL"): void {
    try {
      this.child.kill(signal);
    } catch {
      // It ended by itself.
    }
  }

  async #collect(): Promise<string> {
    const errors = new Response(this.child.stderr).text();
    let rest = "";
    for await (
      const text of this.child.stdout.pipeThrough(new TextDecoderStream())
    ) {
      const lines = (rest + text).split("\n");
      rest = lines.pop()!;
      for (const line of lines) this.#take(line);
    }
    return await errors;
  }

  #take(line: string): void {
    try {
      this.events.push(JSON.parse(line));
    } catch {
      this.events.push({ type: "garbled", message: line });
    }
  }
}
