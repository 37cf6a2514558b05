import type { z } from "zod";
import { problemsOf } from "./issues.ts";
import { whileBuilding } from "./_building.ts";
import { checkTargets } from "./_check_targets.ts";
import { PipelineError } from "./error.ts";
import { asking, type Results } from "./known.ts";
import type { AnyRef } from "./stage.ts";

/** The artifacts that a pipeline is run for, by name. */
export type Targets = Readonly<Record<string, AnyRef>>;

/** What building a pipeline gives. */
export interface Built {
  /** The artifacts that the pipeline is run for, as far as they are known. */
  readonly targets: Targets;
  /**
   * What `known` was asked for, in order: those beyond the given answers have
   * to be made before the pipeline can be built to its end.
   */
  readonly asked: readonly AnyRef[];
}

/** A pipeline: named targets, reachable from parameters. */
export interface Pipeline {
  /** Identifies the pipeline's history in a store. */
  readonly name: string;
  /** Root of every random stream. */
  readonly seed: number;
  /** Parameters that `--set name=value` may change, if any. */
  readonly params: z.ZodObject | undefined;
  /**
   * Builds the graph; pure.
   *
   * @param params Parameters as `--set` gives them
   * @param answers What `known` returns, call by call; `undefined` beyond them
   */
  build(
    params?: Readonly<Record<string, unknown>>,
    answers?: readonly unknown[],
  ): Built;
}

/**
 * Declares a pipeline; the default export of a pipeline file.
 *
 * What to make next may depend on results: `targets` gets `known` beside the
 * parameters, which returns the value of an artifact, and `undefined` until it
 * has been made. A run makes what was asked for, builds again, and so on until
 * nothing is asked that is not known. `targets` must ask the same questions
 * when it is given the same parameters and answers. Pipelines in YAML cannot
 * look at results.
 *
 * @param spec Name, seed, and targets; with `params`, `targets` is a function
 * of the parsed parameters and `--set name=value` changes them from the
 * command line
 * @throws {PipelineError} from `build`, when parameters do not parse, or
 * `known` is asked for what rests on test data
 *
 * @example
 * ```ts
 * import { definePipeline } from "./pipeline.ts";
 *
 * const empty = definePipeline({ name: "empty", seed: 7, targets: {} });
 * console.assert(empty.seed === 7);
 * ```
 *
 * @example A second look at what the first one liked
 * ```ts
 * import { z } from "zod";
 * import { defineKind } from "./kind.ts";
 * import { definePipeline } from "./pipeline.ts";
 * import { defineStage } from "./stage.ts";
 *
 * const Count = defineKind({
 *   name: "count",
 *   version: 1,
 *   extension: "json",
 *   encode: (n: number) => new TextEncoder().encode(JSON.stringify(n)),
 *   decode: (bytes): number => JSON.parse(new TextDecoder().decode(bytes)),
 *   summarize: (n) => ({ n }),
 * });
 * const constant = defineStage({
 *   name: "demo.constant",
 *   version: 1,
 *   summary: "Emits a number",
 *   config: z.object({ value: z.number().default(1) }),
 *   inputs: {},
 *   outputs: { count: Count },
 *   run: ({ config }) => Promise.resolve({ count: config.value }),
 * });
 * const study = definePipeline({
 *   name: "study",
 *   params: z.object({}),
 *   targets: (_, { known }) => {
 *     const pilot = constant().count;
 *     const found = known(pilot);
 *     if (found === undefined) return { pilot };
 *     return { more: constant({ value: found + 1 }).count };
 *   },
 * });
 * console.assert("pilot" in study.build().targets);
 * console.assert(study.build({}, [4]).targets.more?.node.config.value === 5);
 * ```
 */
export function definePipeline<const T extends Targets>(
  spec: { name: string; seed?: number; targets: T },
): Pipeline;
/** Declares a pipeline whose graph depends on parameters, and on results. */
export function definePipeline<P extends z.ZodObject>(
  spec: {
    name: string;
    seed?: number;
    params: P;
    targets: (params: z.output<P>, results: Results) => Targets;
  },
): Pipeline;
export function definePipeline(
  spec: {
    name: string;
    seed?: number;
    params?: z.ZodObject;
    // deno-lint-ignore no-explicit-any -- implementation of the overloads above
    targets: Targets | ((params: any, results: Results) => Targets);
  },
): Pipeline {
  const { name, seed = 0, params, targets } = spec;
  return Object.freeze({
    name,
    seed,
    params,
    build(
      values: Readonly<Record<string, unknown>> = {},
      answers: readonly unknown[] = [],
    ): Built {
      const parsed = parseParams(name, params, values);
      if (typeof targets !== "function") {
        checkTargets(name, targets);
        return { targets, asked: [] };
      }
      using results = asking(answers);
      const { known, asked } = results;
      const made = whileBuilding(() => targets(parsed, { known }));
      checkTargets(name, made);
      return { targets: made, asked };
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
