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

/** Whether someone can be asked on standard input. */
export function isAsking(): boolean {
  return Deno.stdin.isTerminal();
}
