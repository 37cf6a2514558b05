import type { Timing } from "../plan/predict.ts";
import type { Index } from "./_index.ts";

/** Which timings are asked for. */
export interface TimingQuery {
  /** Class of hardware. */
  readonly host: string;
  /** Name of the tensor engine; any when absent. */
  readonly engine?: string;
  /** Most of them; 200 by default. */
  readonly limit?: number;
}

/**
 * Times and configs of a stage's finished actions, newest first. Those of
 * later attempts are left out: they may have gone on from a checkpoint.
 */
export function timingsOf(
  stage: string,
  { host, engine, limit = 200, index }: TimingQuery & { readonly index: Index },
): Timing[] {
  const rows = index.use((database) =>
    database.prepare(
      "SELECT seconds, json_extract(manifest, '$.config') AS config FROM actions JOIN manifests USING (key) WHERE stage = ? AND host = ? AND attempt = 1 AND (? IS NULL OR engine = ?) AND json_valid(manifest) ORDER BY started DESC LIMIT ?",
    ).all(stage, host, engine ?? null, engine ?? null, limit)
  );
  return rows.map(({ seconds, config }) => ({
    seconds: Number(seconds),
    config: JSON.parse(String(config)),
  }));
}
