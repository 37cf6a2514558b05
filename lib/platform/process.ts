/** What a signal does to a process. */
export type Signal = Deno.Signal;

/** Number of this process. */
export function processId(): number {
  return Deno.pid;
}

/** Number of the process that started this one. */
export function parentId(): number {
  return Deno.ppid;
}

/** URL of the module that the process was started with. */
export function mainModule(): string {
  return Deno.mainModule;
}

/** Folder that relative paths start from. */
export function currentFolder(): string {
  return Deno.cwd();
}

const { memoryUsage } = Deno;

/**
 * Bytes of memory that this process holds, as the runtime's own function tells,
 * whatever code puts in its place later.
 */
export function residentMemory(): number {
  return memoryUsage().rss;
}

/** Sends a signal to a process. */
export function kill(process: number, signal: Signal): void {
  Deno.kill(process, signal);
}

/**
 * Calls a function at each signal, in place of what it does by itself.
 *
 * @returns Puts that back
 */
export function onSignal(signal: Signal, listener: () => void): Disposable {
  Deno.addSignalListener(signal, listener);
  return {
    [Symbol.dispose]: () => Deno.removeSignalListener(signal, listener),
  };
}

/**
 * Starts a program that this process neither hears nor waits for.
 *
 * @throws {NotFound | NotCapable} when it is not there, or not permitted
 */
export function startProgram(program: string, args: readonly string[]): void {
  new Deno.Command(program, {
    args: [...args],
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn().unref();
}

/** A program that runs, and the pipes to it. */
export type PipedProgram = Deno.ChildProcess;

/** How a program ended. */
export type ProgramStatus = Deno.CommandStatus;

/**
 * Starts a program with pipes to its standard streams.
 *
 * @param program Path, or a name that the system finds
 * @param options `variables` of its environment beside this process's own;
 * `detached`: whether it leads a group of its own
 */
export function startPiped(
  program: string,
  { args, variables, detached }: {
    readonly args: readonly string[];
    readonly variables: Readonly<Record<string, string>>;
    readonly detached: boolean;
  },
): PipedProgram {
  return new Deno.Command(program, {
    args: [...args],
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
    env: { ...variables },
    detached,
  }).spawn();
}

/** Path of the runtime's own program. */
export function runtimePath(): string {
  return Deno.execPath();
}

/** Whether someone can be asked on standard input. */
export function isAsking(): boolean {
  return Deno.stdin.isTerminal();
}
