import { z } from "zod";
import { PipelineError } from "../dsl/error.ts";
import { problemsOf } from "../dsl/issues.ts";
import { isBase, NO_BASE } from "./cache_address.ts";
import { findSettings } from "./find_settings.ts";
import { readJson } from "./read_json.ts";

const cacheSchema = z.strictObject({
  url: z.url({ protocol: /^https?$/ }).refine(isBase, NO_BASE).describe(
    "Address of the cache; /cas/ and /ac/ are below it",
  ),
  mode: z.enum(["read", "read-write"]).default("read-write").describe(
    "read: results are taken from the cache, never sent to it",
  ),
  secret: z.string().optional().describe(
    "Environment variable with the secret that signs action entries",
  ),
});

const permissionsSchema = z.strictObject({
  net: z.array(
    z.string().regex(
      /^(\*\.)?[^\s,/*]+$/,
      "expected a host such as example.org, example.org:443 or *.example.org",
    ),
  ).default([]).describe("Hosts that stages may reach"),
  run: z.array(z.string().regex(/^[^,]+$/, "expected the name of a program"))
    .default([]).describe(
      "Programs that stages may start",
    ),
  write: z.array(z.string().min(1)).default([]).describe(
    "Folders outside the store that stages may write to",
  ),
});

const settingsSchema = z.strictObject({
  $schema: z.string().optional(),
  currency: z.string().regex(/^[A-Z]{3}$/, "expected three letters such as EUR")
    .optional().describe("Currency of prices and budgets"),
  prices: z.record(z.string(), z.number().positive()).default({}).describe(
    "Price of an hour by class of hardware, as 'doctor' names it; * stands for any text",
  ),
  cache: cacheSchema.optional().describe("A shared cache"),
  permissions: permissionsSchema.prefault({}).describe(
    "What stages of your own may touch besides the store",
  ),
});

/** Settings of a project, from `senzai.json`. */
export type Settings = z.infer<typeof settingsSchema> & {
  /** Absolute path of the file; absent without one. */
  readonly path?: string;
};

/**
 * Reads the nearest `senzai.json` in a folder or above it.
 *
 * @param directory Absolute folder where the command was given
 * @throws {PipelineError} when the file is no JSON, or holds an unknown or
 * wrong setting
 */
export function readSettings(directory: string): Settings {
  const path = findSettings(directory);
  if (path === undefined) return settingsSchema.parse({});
  let data: unknown;
  try {
    data = readJson(path);
  } catch (cause) {
    throw new PipelineError(
      "misuse",
      `Cannot read ${path}: ${(cause as Error).message}`,
      { cause },
    );
  }
  const parsed = settingsSchema.safeParse(data);
  if (parsed.success) return { ...parsed.data, path };
  const [problem] = problemsOf(parsed.error, settingsSchema);
  throw new PipelineError("misuse", `Cannot read ${path}: ${problem}`);
}
