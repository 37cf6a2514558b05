import { exitCode } from "../../../platform/exit.ts";
import { exitPlace } from "./exit_place.ts";

/**
 * Hears of errors that nothing catches, instead of letting them end this
 * process, and of code that ends it. Receivers of errors are called at once,
 * in the context of the error if it has one; what they return is called
 * unless code handles the error itself, by preventing the event's default.
 */
export function heedFailures(on: {
  /** Receives what a promise that nothing awaited was rejected with. */
  readonly rejection: (thrown: unknown) => () => void;
  /** Receives what was thrown outside of promises, such as by a timer. */
  readonly error: (thrown: unknown) => () => void;
  /** Receives the exit code, and the place of the call if it is known. */
  readonly exit: (code: number, place: string | undefined) => void;
}): void {
  addEventListener("unhandledrejection", (event) => {
    unlessPrevented(event, on.rejection(event.reason));
  });
  addEventListener("error", (event) => {
    const thrown: unknown = event.error ?? new Error(event.message);
    unlessPrevented(event, on.error(thrown));
  });
  addEventListener("unload", () => {
    on.exit(exitCode(), exitPlace(new Error().stack));
  });
}

/** Keeps an event from ending the process; acts unless others do so too. */
function unlessPrevented(event: Event, act: () => void): void {
  let isPrevented = false;
  event.preventDefault();
  event.preventDefault = () => {
    isPrevented = true;
  };
  queueMicrotask(() => {
    if (!isPrevented) act();
  });
}
