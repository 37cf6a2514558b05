/** Lets timers, signals and messages in: a session's run blocks the thread. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
