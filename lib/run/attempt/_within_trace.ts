/**
 * Runs `body` below a span of another process, so that the spans that it makes
 * (its own, and those that Deno makes of `fetch`) hang under that one.
 *
 * @param trace The span as a W3C `traceparent`; undefined to run `body` as it is
 */
export async function withinTrace<R>(
  trace: string | undefined,
  body: () => Promise<R>,
): Promise<R> {
  if (trace === undefined) return await body();
  const { context, propagation, ROOT_CONTEXT } = await import(
    "@opentelemetry/api"
  );
  const above = propagation.extract(ROOT_CONTEXT, { traceparent: trace });
  return await context.with(above, body);
}
