import type { z } from "zod";
import { PipelineError } from "../../lib/dsl/error.ts";

/**
 * Refuses a family whose schema lacks settings that its role reads.
 *
 * @param family Its name and schema
 * @param needed Names of the settings
 * @throws {PipelineError} that names them
 */
export function requireSettings(
  { name, config }: { readonly name: string; readonly config: z.ZodObject },
  needed: readonly string[],
): void {
  const missing = needed.filter((setting) => !(setting in config.shape));
  if (missing.length === 0) return;
  throw new PipelineError(
    "misuse",
    `Cannot define '${name}': its role reads the ${
      missing.length === 1 ? "setting" : "settings"
    } ${
      missing.map((setting) => `'${setting}'`).join(", ")
    }, which 'config' does not declare`,
  );
}
