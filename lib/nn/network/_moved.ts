/** Entries of layers that stand so many places further on, or back. */
export function moved<T>(
  entries: Readonly<Record<string, T>>,
  places: number,
): Record<string, T> {
  return Object.fromEntries(
    Object.entries(entries).map(([name, entry]) => [
      name.replace(/^\d+/, (at) => String(Number(at) + places)),
      entry,
    ]),
  );
}
