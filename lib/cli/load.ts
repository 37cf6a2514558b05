import { dirname, isAbsolute, join, resolve } from "node:path";
import { catalogue } from "../dsl/catalogue.ts";
import { PipelineError } from "../dsl/error.ts";
import type { Pipeline } from "../dsl/pipeline.ts";
import type { Stage } from "../dsl/stage.ts";
import { readTextFile, stat } from "../platform/files.ts";
import type { App } from "./app.ts";
import { importModule } from "./import_module.ts";

/** A pipeline and the file that it came from. */
export interface LoadedPipeline {
  /** Not built yet: parameters come from `--set`. */
  readonly pipeline: Pipeline;
  /** Absolute. */
  readonly file: string;
  /** Absolute paths of the modules of the user that were run, in order. */
  readonly loaded: readonly string[];
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
  const found = await stat(file).catch(() => undefined);
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
    return { file, ...await readYaml(file, { path, app }) };
  }
  if (!/\.[cm]?[jt]sx?$/.test(file)) {
    throw new PipelineError(
      "misuse",
      `Cannot open pipeline '${path}': expected a .ts or .yaml file`,
    );
  }
  return { file, pipeline: await importPipeline(file, path), loaded: [file] };
}

async function readYaml(
  file: string,
  { path, app }: { path: string; app: App },
): Promise<Pick<LoadedPipeline, "pipeline" | "loaded">> {
  const { parseYamlPipeline, yamlImports } = await import(
    "../dsl/yaml/pipeline.ts"
  );
  const text = await readTextFile(file);
  const own: Stage[] = [];
  const loaded = yamlImports(text, path).map((module) =>
    resolve(dirname(file), module)
  );
  for (const module of loaded) own.push(...await importStages(module, path));
  const pipeline = parseYamlPipeline(text, {
    file: path,
    catalogue: { ...app.catalogue, ...catalogue(own) },
  });
  return { pipeline, loaded };
}

async function importStages(module: string, path: string): Promise<Stage[]> {
  const exports = await importModule(module, `import the stages of '${path}'`);
  const found = Object.values(exports).filter((value): value is Stage =>
    typeof value === "function" &&
    (value as Partial<Stage>).spec?.outputs !== undefined
  );
  if (found.length > 0) return found;
  throw new PipelineError(
    "misuse",
    `Cannot import the stages of '${path}': ${module} exports no stage; export what defineStage(…) returns`,
  );
}

async function importPipeline(file: string, path: string): Promise<Pipeline> {
  const exports = await importModule(file, `load pipeline '${path}'`);
  const pipeline = exports.default as Partial<Pipeline> | undefined;
  if (typeof pipeline?.build !== "function") {
    throw new PipelineError(
      "misuse",
      `Cannot load pipeline '${path}': its default export must be definePipeline(…)`,
    );
  }
  return pipeline as Pipeline;
}
