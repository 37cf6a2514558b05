/** Refuses values of another kind, which untyped code may return. */
export function requireRecord(
  value: unknown,
  { kind, fields }: {
    readonly kind: string;
    readonly fields: readonly string[];
  },
): void {
  const isRecord = typeof value === "object" && value !== null &&
    !Array.isArray(value);
  const missing = fields.find((field) =>
    !isRecord || (value as Record<string, unknown>)[field] === undefined
  );
  if (isRecord && missing === undefined) return;
  const got = isRecord
    ? `one with ${Object.keys(value).slice(0, 8).join(", ")}`
    : Array.isArray(value)
    ? "an array"
    : typeof value;
  const wanted = fields.length === 0 ? "" : ` with ${fields.join(", ")}`;
  throw new TypeError(
    `Cannot store '${kind}': expected a record${wanted}, got ${got}`,
  );
}
