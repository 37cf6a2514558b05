import { PipelineError } from "../../dsl/error.ts";
import type { Pipeline } from "../../dsl/pipeline.ts";
import type { AnyRef } from "../../dsl/stage.ts";
import { type Graph, graphOf, type Source } from "../../plan/graph.ts";
import { changedQuestion } from "../../plan/questions.ts";
import { DamagedBlobError } from "../../store/blobs.ts";
import type { Store } from "../../store/store.ts";
import { type Answer, valuesOf } from "./answers.ts";
import type { PlanOptions } from "../driver/options.ts";
import { planRun } from "../driver/plan.ts";

/** Most results that one pipeline may look at. */
const MOST_QUESTIONS = 1000;

/** A pipeline built with some of the answers that it asks for. */
export interface Round {
  /** What it builds from them, with all that it looks at. */
  readonly graph: Graph;
  /** The answers, in the order of `graph.asked`. */
  readonly answers: readonly Answer[];
  /** What was built. */
  readonly pipeline: Pipeline;
  /** Parameters as `--set` gives them. */
  readonly params: Readonly<Record<string, unknown>>;
  /** The questions in `graph.asked`. */
  readonly asked: readonly AnyRef[];
  /** Positions of questions by the names that they had as targets. */
  readonly earlier: Readonly<Record<string, number>>;
}

/**
 * Builds a pipeline before anything is known of its results.
 *
 * @param pipeline What the file declares
 * @param params Parameters as `--set` gives them
 * @param options `seed`: in place of the pipeline's own
 * @throws {PipelineError} when parameters do not parse, a wire does not fit
 * its slot, or the pipeline looks at test data
 *
 * @example
 * ```ts
 * import { definePipeline } from "../../dsl/pipeline.ts";
 * import { openRounds, settleRound } from "./rounds.ts";
 * import { Store } from "../../store/store.ts";
 *
 * using store = Store.open(await Deno.makeTempDir());
 * const first = openRounds(definePipeline({ name: "empty", targets: {} }));
 * const { graph } = await settleRound(first, store);
 * console.assert(graph.open === undefined);
 * ```
 */
export function openRounds(
  pipeline: Pipeline,
  params: Readonly<Record<string, unknown>> = {},
  { seed = pipeline.seed }: { readonly seed?: number } = {},
): Round {
  return buildRound({ pipeline, params, seed, answers: [], earlier: {} });
}

/**
 * Builds a pipeline as far as the store knows what it asks for: while the
 * first question without an answer is answered by the store, it is built again.
 *
 * @param round Where to start
 * @param store Where artifacts live
 * @param options As of a run; `only` and `force` change no answer
 * @returns The last round: nothing is open in its graph, or what is open has
 * to be made first
 * @throws {PipelineError} when the pipeline asks other questions after the
 * same answers, or more than 1,000
 */
export async function settleRound(
  round: Round,
  store: Store,
  options: PlanOptions = {},
): Promise<Round> {
  for (let at = round;;) {
    const { open } = at.graph;
    if (open === undefined) return at;
    const answer = await answerTo(open, at, { store, options });
    if (answer === undefined) return at;
    if (at.answers.length >= MOST_QUESTIONS) {
      throw new PipelineError(
        "misuse",
        `Cannot build pipeline '${at.graph.pipeline}': it looks at more than ${MOST_QUESTIONS} results, one after the other; let stages compare results, and look at what they choose`,
      );
    }
    const next = buildRound({
      ...at,
      seed: at.graph.seed,
      answers: [...at.answers, answer],
      earlier: { ...at.earlier, ...namesOfOpen(at) },
    });
    checkQuestions(at, next);
    at = next;
  }
}

function buildRound(
  { pipeline, params, seed, answers, earlier }:
    & Pick<Round, "pipeline" | "params" | "answers" | "earlier">
    & { readonly seed: number },
): Round {
  const built = pipeline.build(params, valuesOf(answers));
  const answered = answers.length;
  const graph = graphOf(built, { pipeline, seed, answered, earlier });
  const asked = built.asked.slice(0, answered + 1);
  return { graph, answers, pipeline, params, asked, earlier };
}

/** Names of the targets that are the open question, with its position. */
function namesOfOpen({ graph, answers }: Round): Record<string, number> {
  const { targets, open } = graph;
  const names = Object.keys(targets).filter((name) =>
    targets[name]!.node === open?.node && targets[name]!.port === open.port
  );
  return Object.fromEntries(names.map((name) => [name, answers.length]));
}

/** What the store has for a question; nothing while it has to be made. */
async function answerTo(
  { node, port, kind }: Source,
  { graph, answers }: Round,
  { store, options }: { store: Store; options: PlanOptions },
): Promise<Answer | undefined> {
  const before = graph.asked.findIndex((each) =>
    each.node === node && each.port === port
  );
  if (before < answers.length) return answers[before];
  const { name } = graph.nodes[node]!;
  const alone = { ...graph, targets: { [name]: graph.open! }, asked: [] };
  // A node that is forced changes no answer: the first result of a key stays.
  const { nodes } = await planRun(alone, store, {
    ...withAnswers(options, answers),
    only: [],
    force: [],
  });
  const planned = nodes.find((each) => each.node.index === node);
  if (planned?.status !== "hit") return undefined;
  const { digest } = planned.outputs![port]!;
  try {
    return { digest, kind, node: name, bytes: store.blobs.read(digest) };
  } catch (error) {
    if (error instanceof DamagedBlobError) return undefined;
    throw error;
  }
}

/** Options of a run with the answers that its graph was built from. */
export function withAnswers<O extends PlanOptions>(
  options: O,
  answers: readonly Answer[],
): O {
  if (options.source === undefined || answers.length === 0) return options;
  const digests = answers.map(({ digest }) => digest);
  return { ...options, source: { ...options.source, answers: digests } };
}

function checkQuestions(before: Round, now: Round): void {
  const at = changedQuestion(before.asked, now.asked);
  if (at === undefined) return;
  const name = (ref: AnyRef | undefined) =>
    ref === undefined
      ? "nothing"
      : `'${ref.port}' of '${ref.node.stage.spec.name}'`;
  const [old, ref] = [name(before.asked[at]), name(now.asked[at])];
  throw new PipelineError(
    "misuse",
    `Cannot build pipeline '${now.graph.pipeline}': question ${
      at + 1
    } asked for ${old} before and for ${
      old === ref ? `another ${ref}` : ref
    } now, after the same answers; let targets depend on its parameters and on what known returns, and on nothing else`,
  );
}
