import { getCallSites } from "node:util";
import type { z } from "zod";
import { problemsOf } from "./issues.ts";
import { commonLayout, layoutOf } from "./layouts.ts";
import type { StageContext } from "./context.ts";
import { isBuilding } from "./_building.ts";
import type {
  Item,
  Kind,
  KindOfItem,
  Kinds,
  LayoutOf,
  Many,
  OfSplit,
  Optional,
  Slots,
  Split,
  ValuesOf,
} from "./kind.ts";
import { currentLabels, type Labels } from "./labels.ts";
import { PipelineError } from "./error.ts";
import { wired, type Wires } from "./wires.ts";

const MAX_FRAMES = 200;

/**
 * A promise, in the graph, of an artifact of kind `K` that may reveal `S`:
 * `Ref<K>` rests on training and validation data alone.
 */
export interface Ref<
  out K extends Kind = Kind,
  out S extends Split = "open",
> {
  /** Kind of the artifact to come. */
  readonly kind: K;
  /** The node that will make it. */
  readonly node: Node;
  /** Which of the node's outputs it is. */
  readonly port: string;
  /** What it may reveal. */
  readonly split: S;
  /** How it will be laid out, where that is known and its kind allows several. */
  readonly layout?: string | undefined;
}

/** A reference of any kind, whatever it may reveal. */
export type AnyRef = Ref<Kind, Split>;

/** Whether a type is a union of several. */
type IsUnion<T, Each = T> = [T] extends [never] ? false
  : Each extends unknown ? [T] extends [Each] ? false : true
  : never;

/** A kind of several layouts as one of `L`; of one layout, or of none, as it is. */
type LaidAs<K extends Kind, L extends string> = IsUnion<LayoutOf<K>> extends
  true
  ? K extends Kind<infer Name, infer Value, string>
    ? Kind<Name, Value, L & LayoutOf<K>>
  : never
  : K;

/** An item that takes all splits passes the one it got on, and so with layouts. */
type RefOfItem<I, S extends Split, L extends string> = Ref<
  LaidAs<KindOfItem<I>, L>,
  I extends OfSplit<Kind, infer Taken> ? Split extends Taken ? S : Taken
    : "open"
>;

type RefsOfSlot<T, S extends Split, L extends string> = T extends Many<infer I>
  ? Readonly<Record<string, RefOfItem<I, S, L>>>
  : T extends Item ? RefOfItem<T, S, L>
  : never;

type OptionalKeys<In extends Slots> = {
  [P in keyof In]: In[P] extends Optional ? P : never;
}[keyof In];

/** The references that fill a record of slots. */
export type Refs<
  In extends Slots,
  S extends Split = "open",
  L extends string = string,
> =
  & {
    readonly [P in Exclude<keyof In, OptionalKeys<In>>]: RefsOfSlot<
      In[P],
      S,
      L
    >;
  }
  & {
    readonly [P in OptionalKeys<In>]?: In[P] extends Optional<infer I>
      ? RefsOfSlot<I, S, L>
      : never;
  };

type ItemOfSlot<T> = T extends Optional<infer I> ? ItemOfSlot<I>
  : T extends Many<infer I> ? I
  : T;

/** `"test"` where a slot takes nothing else. */
type Demanded<In extends Slots> = {
  [P in keyof In]: ItemOfSlot<In[P]> extends OfSplit<Kind, infer Taken>
    ? "open" extends Taken ? never : Taken
    : never;
}[keyof In];

/** What a stage's outputs reveal when its inputs reveal `S`. */
type Seen<S> = "test" extends S ? "test" : "open";

/**
 * The references that a stage returns: what saw test data is test data, and so
 * are the outputs that hold it; what may have several layouts has that of the
 * inputs.
 */
export type Outputs<
  Out extends Kinds,
  S extends Split = "open",
  Test extends string = never,
  L extends string = string,
> = {
  readonly [P in keyof Out]: Ref<
    LaidAs<Out[P], L>,
    P extends Test ? "test" : Seen<S>
  >;
};

/** One use of a stage: pure data. Equal nodes are one node in a plan. */
export interface Node {
  /** The stage that the node uses. */
  readonly stage: Stage;
  /** Parsed, with defaults filled in. */
  readonly config: Readonly<Record<string, unknown>>;
  /** What fills each slot, by name. */
  readonly inputs: Readonly<Record<string, Wires<AnyRef>>>;
  /** Grid point at which the node was built; names it, never keys it. */
  readonly labels: Labels;
}

/** What a stage asks of the machine while it runs. */
export interface Resources {
  /** Threads it can use well; the runner may grant fewer. Default 1. */
  readonly threads?: number;
  /** Expected peak memory in MiB. Default 512. */
  readonly memory?: number;
  /**
   * Share of a GPU in (0, 1], if the tensor engine computes on one. Default 1:
   * what trains holds a whole one.
   */
  readonly gpu?: number;
}

/** A node of a plan, as a stage may look at it before a run. */
export interface Planned {
  /** The stage that the node uses. */
  readonly stage: Stage;
  /** The parsed config. */
  readonly config: Readonly<Record<string, unknown>>;
  /** Absolute folder against which relative paths in configs resolve. */
  readonly directory: string;
  /** The nodes that fill a slot: none, one, or several for `many`. */
  sources(slot: string): readonly Planned[];
}

/** The one definition of a stage, from which everything else derives. */
export interface StageSpec<
  Name extends string,
  Config extends z.ZodObject,
  In extends Slots,
  Out extends Kinds,
  Test extends string = string,
> {
  /** `family.name`, such as `"encode.pca"`. */
  readonly name: Name;
  /** Bumped when the same inputs would give other bytes. */
  readonly version: number;
  /** One line, third person: `"Projects images on their principal components"`. */
  readonly summary: string;
  /** Paper and equation, or reference implementation. */
  readonly source?: string;
  /** Schema of the settings; every field part of the cache key. */
  readonly config: Config;
  /** Slots that other stages' outputs fill, by name. */
  readonly inputs: In;
  /** Kinds of what `run` returns, by port. */
  readonly outputs: Out;
  /**
   * Outputs that hold test data: nothing may be fitted to them or chosen by
   * them. What is made from them is test data without being named here.
   */
  readonly testOutputs?: readonly (Test & keyof Out)[];
  /** Names of config fields that hold a path; its content is keyed, not its name. */
  readonly files?: readonly (keyof z.input<Config> & string)[];
  /**
   * Whether `run` passes over hidden entries, devices and links to nothing in
   * the folders of `files`: that they are there is keyed, not what they hold.
   * Default false: hidden files count, and the others are refused.
   */
  readonly visibleFiles?: boolean;
  /** How to get `files` that cannot be read, said after that they cannot. */
  readonly filesRemedy?: string;
  /** Names of environment variables that `run` reads; their values are keyed. */
  readonly environment?: readonly string[];
  /** Whether the result depends on `ctx.seed`. Default false. */
  readonly random?: boolean;
  /** Whether the result depends on the tensor engine's arithmetic. Default false. */
  readonly tensors?: boolean;
  /** Whether the result holds measured times, which no second run repeats. Default false. */
  readonly timed?: boolean;
  /** What it asks of the machine while it runs. */
  readonly resources?: Resources;
  /**
   * Looks whether a node that is to run cannot work, before anything of the run
   * starts: resolves to a sentence about why, with the remedy, or to undefined.
   */
  refuse?(planned: Planned): Promise<string | undefined>;
  /** Does the work; must return a value for every output. */
  run(args: {
    readonly config: z.output<Config>;
    readonly inputs: ValuesOf<In>;
    readonly ctx: StageContext;
  }): Promise<ValuesOf<NoInfer<Out>>>;
}

type Args<
  Config extends z.ZodObject,
  In extends Slots,
  S extends Split,
  L extends string,
> = keyof In extends never
  ? Record<never, never> extends z.input<Config> ? [config?: z.input<Config>]
  : [config: z.input<Config>]
  : Record<never, never> extends z.input<Config>
    ? [inputs: Refs<In, S, L>, config?: z.input<Config>]
  : [inputs: Refs<In, S, L>, config: z.input<Config>];

/** A stage is its spec, and a function from references to references. */
export interface Stage<
  Name extends string = string,
  // deno-lint-ignore no-explicit-any -- top of an invariant parameter
  Config extends z.ZodObject = any,
  // deno-lint-ignore no-explicit-any -- top of an invariant parameter
  In extends Slots = any,
  // deno-lint-ignore no-explicit-any -- top of an invariant parameter
  Out extends Kinds = any,
  Test extends string = string,
> {
  <S extends Split = "open", L extends string = never>(
    ...args: Args<Config, In, S, L>
  ): Outputs<Out, S | Demanded<In>, Test, L>;
  /** The declaration. */
  readonly spec: StageSpec<Name, Config, In, Out, Test>;
  /** URL or path of the module that called {@linkcode defineStage}. */
  readonly module: string;
  /**
   * All modules that took part in the definition, the caller first: a stage
   * that a helper defines also depends on the code that called the helper.
   */
  readonly modules: readonly string[];
  /** Calls that led to {@linkcode defineStage}, the innermost first. */
  readonly sites: readonly CallSite[];
}

/** A place in a module. */
export interface CallSite {
  /** URL or path of the module. */
  readonly module: string;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
}

/**
 * Declares a stage. Calling the result builds a node of the graph and returns
 * references to its outputs; nothing runs.
 *
 * @throws {PipelineError} when it is called while a pipeline or grid is built,
 * since the code of such a stage cannot be told apart; and when the stage is
 * called with a config that does not parse: the message names every offending
 * field
 *
 * @example
 * ```ts
 * import { z } from "zod";
 * import { defineKind } from "./kind.ts";
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
 * const ref = constant({ value: 3 }).count;
 * console.assert(ref.node.config.value === 3);
 * ```
 */
export function defineStage<
  const Name extends string,
  Config extends z.ZodObject,
  const In extends Slots,
  const Out extends Kinds,
  const Test extends string = never,
>(
  spec: StageSpec<Name, Config, In, Out, Test>,
): Stage<Name, Config, In, Out, Test> {
  if (isBuilding()) {
    throw new PipelineError(
      "misuse",
      `Cannot define stage '${spec.name}' while a pipeline is built, where parameters could change what it does; define stages at top level, and pass parameters as config`,
    );
  }
  const share = spec.resources?.gpu ?? 1;
  if (!(share > 0 && share <= 1)) {
    throw new PipelineError(
      "misuse",
      `Cannot define stage '${spec.name}': resources.gpu is a share of a GPU, above 0 and at most 1, got ${share}`,
    );
  }
  const isSource = Object.keys(spec.inputs).length === 0;
  const sites = getCallSites(MAX_FRAMES).slice(1).flatMap(
    (site): CallSite[] => {
      const { scriptName: module, lineNumber: line, columnNumber: column } =
        site;
      const isFile = module !== null && /^(file:|\/|[a-z]:[\\/])/i.test(module);
      return isFile ? [{ module, line, column }] : [];
    },
  );
  const modules = [...new Set(sites.map(({ module }) => module))];
  const module = modules[0] ?? "";
  function stage(...args: unknown[]): Readonly<Record<string, AnyRef>> {
    const inputs = (isSource ? undefined : args[0]) ?? {};
    const config = (isSource ? args[0] : args[1]) ?? {};
    return buildNode(stage as unknown as Stage, wiresOf(inputs), config);
  }
  return Object.assign(stage, {
    spec: Object.freeze(spec),
    module,
    modules,
    sites,
  }) as never;
}

/**
 * Wires of the slots that are filled. Untyped code may fill them with anything:
 * what is no record stands for one artifact, which no graph takes.
 */
function wiresOf(inputs: object): Node["inputs"] {
  return Object.fromEntries(
    Object.entries(inputs).flatMap(([slot, input]) => {
      if (input === undefined) return [];
      const isLabelled = typeof input === "object" && input !== null &&
        typeof input.port !== "string";
      return [[
        slot,
        isLabelled ? { many: Object.entries<AnyRef>(input) } : { one: input },
      ]];
    }),
  );
}

/** Strict forms by schema: each is compiled when it first parses. */
const stricts = new WeakMap<z.ZodObject, z.ZodObject>();

function strict(schema: z.ZodObject): z.ZodObject {
  let form = stricts.get(schema);
  if (form === undefined) {
    form = schema.strict();
    stricts.set(schema, form);
  }
  return form;
}

/**
 * Builds one node from unchecked parts; the typed call and YAML both end here.
 *
 * @throws {PipelineError} when `config` does not parse
 */
export function buildNode(
  stage: Stage,
  inputs: Node["inputs"],
  config: unknown,
): Readonly<Record<string, AnyRef>> {
  const schema: z.ZodObject = stage.spec.config;
  const parsed = strict(schema).safeParse(config);
  if (!parsed.success) {
    const problems = problemsOf(parsed.error, schema);
    throw new PipelineError(
      "misuse",
      `Cannot configure stage '${stage.spec.name}': ${problems.join("; ")}`,
      { cause: parsed.error },
    );
  }
  const layout = commonLayout(stage.spec, inputs);
  const node: Node = Object.freeze({
    stage,
    config: parsed.data,
    inputs,
    labels: currentLabels(),
  });
  const seen = Object.values(inputs).flatMap(wired)
    .some((ref) => ref?.split === "test");
  const tests: readonly string[] = stage.spec.testOutputs ?? [];
  return Object.fromEntries(
    Object.entries(stage.spec.outputs as Kinds).map(([port, kind]) => {
      const split = seen || tests.includes(port) ? "test" : "open";
      const own = layoutOf(kind, layout);
      return [port, { kind, node, port, split, ...own && { layout: own } }];
    }),
  );
}
