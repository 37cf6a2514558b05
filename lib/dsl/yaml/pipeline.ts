import { z } from "zod";
import type { Catalogue } from "../catalogue.ts";
import { definePipeline, type Pipeline, type Targets } from "../pipeline.ts";
import {
  describe,
  type Located,
  type LocatedMap,
  parseLocated,
  type Scalar,
} from "./located.ts";
import { buildEntry } from "./entry.ts";
import { Scope } from "./scope.ts";
import { expectMap, expectText, mistake, takeKeys } from "./shape.ts";

/** The keys of a pipeline file. */
const PIPELINE_KEYS = [
  "name",
  "seed",
  "import",
  "params",
  "nodes",
  "targets",
] as const;

interface ParseOptions {
  /** Name of the file, for error messages. */
  readonly file: string;
  /** The stages that nodes may use. */
  readonly catalogue: Catalogue;
}

/**
 * Reads a YAML pipeline. It builds the same nodes as the typed DSL, through
 * the same checks, and every mistake is reported with its line and column.
 *
 * - `name` and `seed` identify the pipeline.
 * - `params` declares parameters with their defaults; `${steps}` stands for
 *   one, and `--set steps=9` changes it.
 * - `nodes` maps names to uses of stages (`stage`, `inputs`, `config`), to
 *   grids (`grid`, `nodes`, `cells`), or to references, which give a second
 *   name.
 * - `targets` maps names to the artifacts that the pipeline is run for.
 *
 * A reference is `node.output`, `node` where it has one output, `grid.cell`
 * for the cells of all points by label, or `grid.cell[axis=value]`.
 *
 * @throws {PipelineError} at the first mistake of form; wiring is checked by
 * `build`, since parameters may change it
 *
 * @example
 * ```ts
 * import { parseYamlPipeline } from "./pipeline.ts";
 *
 * const text = "name: empty\nseed: 7\ntargets: {}";
 * const pipeline = parseYamlPipeline(text, { file: "a.yaml", catalogue: {} });
 * console.assert(pipeline.seed === 7);
 * ```
 */
export function parseYamlPipeline(
  text: string,
  { file, catalogue }: ParseOptions,
): Pipeline {
  const top = readTop(text, file);
  const { name, seed, params, nodes, targets } = top;
  if (targets === undefined) {
    throw mistake(
      "Cannot read the pipeline: expected 'targets', the artifacts to make",
      { file, line: 1, column: 1 },
    );
  }
  return definePipeline({
    name: name === undefined
      ? file.replace(/^.*[\\/]/, "").replace(/\.\w+$/, "")
      : expectText(name, "the pipeline's name"),
    seed: seed === undefined ? 0 : readSeed(seed),
    params: readParams(params),
    targets(values): Targets {
      const scope = new Scope(
        nodes === undefined ? new Map() : expectMap(nodes, "nodes").entries,
        {
          catalogue,
          build: buildEntry,
          labels: {},
          variables: new Map(
            Object.entries(values as Record<string, Scalar | Scalar[]>),
          ),
        },
      );
      scope.buildAll();
      return Object.fromEntries(
        [...expectMap(targets, "targets").entries].map(([target, entry]) => {
          const input = scope.resolve(entry.value);
          if ("one" in input) return [target, input.one];
          throw mistake(
            `Cannot read target '${target}': expected one artifact, got a labelled record; choose one with [axis=value]`,
            entry.value.place,
          );
        }),
      );
    },
  });
}

/**
 * Modules of user-defined stages that a YAML pipeline imports, as written.
 *
 * Importing a module runs it, so only files in the pipeline's own folder or
 * below it are: who reads the folder has seen all that will run.
 *
 * @throws {PipelineError} when `import` is no list of relative paths of
 * TypeScript or JavaScript files that stay in the pipeline's folder
 */
export function yamlImports(text: string, file: string): readonly string[] {
  const { import: imports } = readTop(text, file);
  if (imports === undefined) return [];
  if (imports.type !== "list") {
    throw mistake(
      `Cannot read 'import': expected a list of modules, got ${
        describe(imports)
      }`,
      imports.place,
    );
  }
  return imports.items.map((item) => {
    const path = expectText(item, "a module's path");
    const steps = path.split("/");
    const isInside = !/^[/\\]|^[a-z][a-z\d+.-]*:|[\\\0]/i.test(path) &&
      !steps.includes("..") && /\.[cm]?[jt]s$/.test(path);
    if (isInside) return path;
    throw mistake(
      `Cannot import '${path}': expected a .ts or .js file in the pipeline's folder or below it, such as ./stages.ts; a file there may import others`,
      item.place,
    );
  });
}

function readTop(text: string, file: string) {
  const top: LocatedMap = expectMap(parseLocated(text, file), "the pipeline");
  return takeKeys(top, PIPELINE_KEYS, "the pipeline");
}

function readSeed(located: Located): number {
  if (located.type === "scalar" && Number.isSafeInteger(located.value)) {
    return located.value as number;
  }
  throw mistake(
    `Cannot read 'seed': expected a whole number, got ${describe(located)}`,
    located.place,
  );
}

/** A schema for parameters: the type of a default is the type of a setting. */
function readParams(params: Located | undefined): z.ZodObject {
  if (params === undefined) return z.object({});
  const shape = [...expectMap(params, "params").entries].map(
    ([name, { key, value }]) => {
      // Records have some names from birth.
      if (/^[A-Za-z_][\w-]{0,99}$/.test(name) && !(name in {})) {
        return [name, paramSchema(name, value)] as const;
      }
      throw mistake(
        `Cannot name a parameter '${name}': expected at most 100 letters, digits, _ and -, a letter first, and no name that JavaScript's objects have`,
        key,
      );
    },
  );
  return z.object(Object.fromEntries(shape));
}

function paramSchema(name: string, located: Located): z.ZodType {
  if (located.type === "list") {
    const items = located.items.map((item) => scalarOf(name, item));
    const types = [...new Set(items.map((item) => typeof item))];
    const schemas = types.map((type) => SCALARS[type as keyof typeof SCALARS]);
    return z.array(schemas.length === 0 ? z.string() : z.union(schemas))
      .default(items);
  }
  const value = scalarOf(name, located);
  const schema = SCALARS[typeof value as keyof typeof SCALARS];
  return (schema as z.ZodType).default(value);
}

const SCALARS = {
  string: z.string(),
  number: z.number(),
  boolean: z.boolean(),
} as const;

function scalarOf(name: string, located: Located): string | number | boolean {
  if (located.type === "scalar" && located.value !== null) return located.value;
  throw mistake(
    `Cannot read parameter '${name}': expected text, a number, true, false or a list of these, got ${
      describe(located)
    }`,
    located.place,
  );
}
