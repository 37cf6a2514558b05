/**
 * Waits between half and one and a half of a time, so that those who failed
 * together do not come back together.
 *
 * @param milliseconds About how long
 * @param signal Ends it early
 */
export async function pause(
  milliseconds: number,
  signal: AbortSignal,
): Promise<void> {
  await new Promise<void>((resolve) => {
    const timer = setTimeout(done, milliseconds * (0.5 + Math.random()));
    signal.addEventListener("abort", done);
    function done() {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    }
  });
}
