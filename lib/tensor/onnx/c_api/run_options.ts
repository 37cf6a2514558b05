import { openApi } from "./api.ts";
import { type Handle, handleFrom } from "./handle.ts";
import { cText } from "./text.ts";

/** Options of a run, such as `{ gpu_graph_id: "1" }`. */
export function runOptions(
  config: Readonly<Record<string, string>> = {},
): Handle {
  const { api } = openApi();
  const made = handleFrom(api.CreateRunOptions, api.ReleaseRunOptions);
  for (const [key, value] of Object.entries(config)) {
    api.AddRunConfigEntry(made.pointer, cText(key), cText(value));
  }
  return made;
}
