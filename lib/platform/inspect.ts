/** A value as a console shows it, without colours. */
export function inspect(
  value: unknown,
  options?: Deno.InspectOptions,
): string {
  return Deno.inspect(value, options);
}
