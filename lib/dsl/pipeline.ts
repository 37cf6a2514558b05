import type { z } from "zod";
import { problemsOf } from "./_issues.ts";
import { whileBuilding } from "./_building.ts";
import { PipelineError } from "./error.ts";
import type { AnyRef } from "./stage.ts";

/** The artifacts that a pipeline is run for, by name. */
export type Targets = Readonly<Record<string, AnyRef>>;

/** A pipeline: named targets, reachable from parameters. */
export interface Pipeline {
  /** Identifies the pipeline's history in a store. */
  readonly name: string;
  /** Root of every random stream. */
  readonly seed: number;
  /** Parameters that `--set name=value` may change, if any. */
  readonly params: z.ZodObject | undefined;
  /** Builds the graph; pure. */
  build(params?: Readonly<Record<string, unknown>>): Targets;
}

/**
 * Declares a pipeline; the default export of a pipeline file.
 *
 * @param spec Name, seed, and targets; with `params`, `targets` is a function
 * of the parsed parameters and `--set name=value` changes them from the
 * command line
 * @throws {PipelineError} from `build`, when parameters do not parse
 *
 * @example
 * ```ts
 * import { definePipeline } from "./pipeline.ts";
 *
 * const empty = definePipeline({ name: "empty", seed: 7, targets: {} });
 * console.assert(empty.seed === 7);
 * ```
 */
export function definePipeline<const T extends Targets>(
  spec: { name: string; seed?: number; targets: T },
): Pipeline;
/** Declares a pipeline whose graph depends on parameters. */
export function definePipeline<
  P extends z.ZodObject,
  const T extends Targets,
>(
  spec: {
    name: string;
    seed?: number;
    params: P;
    targets: (params: z.output<P>) => T;
  },
): Pipeline;
export function definePipeline(
  spec: {
    name: string;
    seed?: number;
    params?: z.ZodObject;
    // deno-lint-ignore no-explicit-any -- implementation of the overloads above
    targets: Targets | ((params: any) => Targets);
  },
): Pipeline {
  const { name, seed = 0, params, targets } = spec;
  return Object.freeze({
    name,
    seed,
    params,
    build(values: Readonly<Record<string, unknown>> = {}): Targets {
      const parsed = parseParams(name, params, values);
      return typeof targets === "function"
        ? whileBuilding(() => targets(parsed))
        : targets;
    },
  });
}

function parseParams(
  name: string,
  params: z.ZodObject | undefined,
  values: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  if (params === undefined) {
    const [first] = Object.keys(values);
    if (first === undefined) return {};
    throw new PipelineError(
      "misuse",
      `Cannot set '${first}': pipeline '${name}' declares no parameters`,
    );
  }
  const parsed = params.strict().safeParse(values);
  if (parsed.success) return parsed.data;
  const problems = problemsOf(parsed.error, params);
  throw new PipelineError(
    "misuse",
    `Cannot set the parameters of pipeline '${name}': ${problems.join("; ")}`,
  );
}
