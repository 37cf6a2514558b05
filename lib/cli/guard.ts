import { fileURLToPath } from "node:url";
import { PipelineError } from "../dsl/error.ts";
import { exitPlace } from "../run/attempt/worker/exit_place.ts";
import { readThrown } from "../run/attempt/thrown.ts";
import { exitCode, replaceExit, setExitCode } from "../platform/exit.ts";

const SELF = fileURLToPath(import.meta.url);
const OWN = fileURLToPath(new URL("../", import.meta.url));

/**
 * Keeps modules of the user from ending the program until the returned value
 * is disposed of: `Deno.exit` throws, and what their timers and promises throw
 * unheard is told as a warning. Errors of the program itself still end it.
 *
 * @param warn Receives lines for standard error
 */
export function guardProgram(warn: (text: string) => void): Disposable {
  const exit = replaceExit((code = exitCode()): never => {
    throw exitError(code);
  });
  // For those who kept the function from before.
  const onUnload = () => {
    warn(`${exitError(exitCode()).message}\n`);
    setExitCode(2);
  };
  const onFailure = (event: Event, thrown: unknown) => {
    const { message, detail } = readThrown(thrown);
    const place = foreignPlace(detail);
    if (place === undefined) return;
    event.preventDefault();
    warn(`! ${place} failed while nothing waited for it: ${message}\n`);
  };
  const onError = (event: ErrorEvent) => onFailure(event, event.error);
  const onRejection = (event: PromiseRejectionEvent) =>
    onFailure(event, event.reason);
  addEventListener("unload", onUnload);
  addEventListener("error", onError);
  addEventListener("unhandledrejection", onRejection);
  return {
    [Symbol.dispose]() {
      exit[Symbol.dispose]();
      removeEventListener("unload", onUnload);
      removeEventListener("error", onError);
      removeEventListener("unhandledrejection", onRejection);
    },
  };
}

function exitError(code: number): PipelineError {
  const place = exitPlace(new Error().stack) ?? "a module";
  return new PipelineError(
    "misuse",
    `Cannot go on: ${place} ends the program with exit code ${code}; what a pipeline loads must not`,
  );
}

/** The place outside of this program that an error comes from, if it does. */
function foreignPlace(stack: string): string | undefined {
  const [first] = [...stack.matchAll(/(file:\/\/[^\s)]+?):(\d+):\d+/g)]
    .map(([, url, line]) => ({ file: fileURLToPath(url!), line }))
    .filter(({ file }) => file !== SELF);
  return first === undefined || first.file.startsWith(OWN)
    ? undefined
    : `${first.file}:${first.line}`;
}
