import { isAbsolute, join } from "node:path";
import { pathToFileURL } from "node:url";
import { PipelineError } from "../dsl/error.ts";
import type { Pipeline } from "../dsl/pipeline.ts";
import type { App } from "./app.ts";

/** A pipeline and the file that it came from. */
export interface LoadedPipeline {
  readonly pipeline: Pipeline;
  /** Absolute. */
  readonly file: string;
}

/** Absolute path of a path given on the command line. */
export function resolvePath(path: string, app: App): string {
  return isAbsolute(path) ? path : join(app.directory, path);
}

/**
 * Loads a pipeline file, TypeScript or YAML.
 *
 * @throws {PipelineError} when it is missing, broken or no pipeline
 */
export async function loadPipeline(
  path: string,
  app: App,
): Promise<LoadedPipeline> {
  const file = resolvePath(path, app);
  const found = await Deno.stat(file).catch(() => undefined);
  if (found === undefined) {
    throw new PipelineError(
      "misuse",
      `Cannot open pipeline '${path}': no such file`,
    );
  }
  if (found.isDirectory) {
    throw new PipelineError(
      "misuse",
      `Cannot open pipeline '${path}': it is a folder; name a .ts or .yaml file`,
    );
  }
  if (/\.ya?ml$/.test(file)) {
    const { parseYamlPipeline } = await import("../dsl/yaml.ts");
    const text = await Deno.readTextFile(file);
    return {
      file,
      pipeline: parseYamlPipeline(text, {
        file: path,
        catalogue: app.catalogue,
      }),
    };
  }
  if (!/\.[cm]?[jt]sx?$/.test(file)) {
    throw new PipelineError(
      "misuse",
      `Cannot open pipeline '${path}': expected a .ts or .yaml file`,
    );
  }
  return { file, pipeline: await importPipeline(file, path) };
}

async function importPipeline(file: string, path: string): Promise<Pipeline> {
  let exports: { readonly default?: Partial<Pipeline> };
  try {
    exports = await import(pathToFileURL(file).href);
  } catch (cause) {
    if (cause instanceof PipelineError) throw cause;
    throw new PipelineError(
      "misuse",
      `Cannot load pipeline '${path}': ${firstLine(cause)}`,
      { cause },
    );
  }
  const pipeline = exports.default;
  if (typeof pipeline?.build !== "function") {
    throw new PipelineError(
      "misuse",
      `Cannot load pipeline '${path}': its default export must be definePipeline(…)`,
    );
  }
  return pipeline as Pipeline;
}

function firstLine(cause: unknown): string {
  const text = cause instanceof Error ? cause.message : String(cause);
  return text.split("\n")[0]!;
}
