import { PipelineError } from "../dsl/error.ts";
import { parseLocated } from "../dsl/yaml/located.ts";
import { toPlain } from "../dsl/yaml/shape.ts";

/**
 * Reads `--set name=value` settings; a value is YAML, so that `3`, `true` and
 * `[1, 2]` have their types.
 *
 * @throws {PipelineError} when a setting has no `=`, or its value is not YAML
 */
export function parseSettings(
  settings: readonly string[],
): Record<string, unknown> {
  return Object.fromEntries(settings.map((setting) => {
    const at = setting.indexOf("=");
    if (at <= 0) {
      throw new PipelineError(
        "misuse",
        `Cannot read --set '${setting}': expected name=value`,
      );
    }
    return [setting.slice(0, at), parseValue(setting, setting.slice(at + 1))];
  }));
}

function parseValue(setting: string, text: string): unknown {
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
