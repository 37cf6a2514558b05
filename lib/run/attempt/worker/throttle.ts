const INTERVAL_MS = 100;

/**
 * Passes on at most ten values a second: the first at once, of the others the
 * newest.
 *
 * @param emit Receives the values that get through
 * @param now Clock in milliseconds
 */
export function throttle<T>(
  emit: (value: T) => void,
  now: () => number = () => performance.now(),
): { push(value: T): void; flush(): void } {
  let last = -Infinity;
  let held: { value: T } | undefined;
  return {
    push(value) {
      if (now() - last < INTERVAL_MS) {
        held = { value };
        return;
      }
      held = undefined;
      last = now();
      emit(value);
    },
    flush() {
      if (held !== undefined) emit(held.value);
      held = undefined;
    },
  };
}
