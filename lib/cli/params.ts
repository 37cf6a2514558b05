import { PipelineError } from "../dsl/error.ts";

/**
 * Reads `--set name=value` settings; a value is YAML, so that `3`, `true` and
 * `[1, 2]` have their types.
 *
 * @throws {PipelineError} when a setting has no `=`, or its value is not YAML
 */
export async function parseSettings(
  settings: readonly string[],
): Promise<Record<string, unknown>> {
  const values: [name: string, value: unknown][] = [];
  for (const setting of settings) {
    const at = setting.indexOf("=");
    if (at <= 0) {
      throw new PipelineError(
        "misuse",
        `Cannot read --set '${setting}': expected name=value`,
      );
    }
    const text = setting.slice(at + 1);
    const value = parseScalar(text) ?? await parseYaml(setting, text);
    values.push([setting.slice(0, at), value]);
  }
  return Object.fromEntries(values);
}

/** A JSON scalar means the same in YAML, whose parser takes 15 ms to load. */
function parseScalar(text: string): unknown {
  try {
    const value = JSON.parse(text);
    return typeof value === "object" ? undefined : value;
  } catch {
    return undefined;
  }
}

async function parseYaml(setting: string, text: string): Promise<unknown> {
  const { parseLocated } = await import("../dsl/yaml/located.ts");
  const { toPlain } = await import("../dsl/yaml/shape.ts");
  try {
    return toPlain(parseLocated(text, "--set"));
  } catch (cause) {
    throw new PipelineError(
      "misuse",
      `Cannot read --set '${setting}': '${text}' is not a value`,
      { cause },
    );
  }
}
