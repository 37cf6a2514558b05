import type { Catalogue } from "./catalogue.ts";
import { PipelineError } from "./error.ts";
import type { Pipeline } from "./pipeline.ts";

/** Reads a YAML pipeline. */
export function parseYamlPipeline(
  _text: string,
  options: { readonly file: string; readonly catalogue: Catalogue },
): Pipeline {
  throw new PipelineError("misuse", "Cannot read YAML pipelines yet", {
    place: { file: options.file },
  });
}
