import { pathToFileURL } from "node:url";
import { PipelineError } from "../../dsl/error.ts";
import type { Built, Pipeline } from "../../dsl/pipeline.ts";
import type { AnyRef, Stage } from "../../dsl/stage.ts";
import { wired } from "../../dsl/wires.ts";
import { readFileSync } from "../../platform/files.ts";
import { Blobs, sha256 } from "../../store/blobs.ts";
import { type Answer, valuesOf } from "../rounds/answers.ts";
import type { Job } from "./job.ts";

/**
 * Loads the code of a job's stage: an export of a module that defines it,
 * else a node of the pipeline file.
 *
 * @throws {PipelineError} when the stage is not found, or its files changed
 * since the run was planned
 */
export async function findStage(job: Job): Promise<Stage> {
  await loadAsPlanned(job);
  const stage = await fromModules(job) ?? await fromPipeline(job);
  if (stage === undefined) {
    throw new PipelineError(
      "misuse",
      `no module exports its stage '${job.stage}'; export it from ${
        job.modules[0] ?? "the module that defines it"
      }`,
    );
  }
  checkSources(job);
  return stage;
}

/**
 * Runs what ran when the pipeline was loaded: the user's modules may change
 * what a stage of another module sees.
 */
async function loadAsPlanned({ sources, loaded = [] }: Job): Promise<void> {
  const isBuiltIn = Object.keys(sources).length === 0;
  if (isBuiltIn) return;
  for (const path of loaded) await import(pathToFileURL(path).href);
}

async function fromModules(job: Job): Promise<Stage | undefined> {
  for (const module of job.modules) {
    const exports = await import(pathToFileURL(module).href);
    const found = find(exports, job.stage, 2);
    if (found !== undefined) return found;
  }
  return undefined;
}

async function fromPipeline(job: Job): Promise<Stage | undefined> {
  const { pipeline } = job;
  if (pipeline === null || !/\.[cm]?[jt]sx?$/.test(pipeline.file)) {
    return undefined;
  }
  const exports = await import(pathToFileURL(pipeline.file).href);
  const { build } = (exports.default ?? {}) as Partial<Pipeline>;
  if (typeof build !== "function") return undefined;
  const { targets, asked } = rebuild(build, job);
  return search([...Object.values(targets), ...asked], job.stage);
}

/** Builds a pipeline from the same answers as when the run was planned. */
function rebuild(build: Pipeline["build"], { pipeline, store }: Job): Built {
  const blobs = new Blobs(store);
  const { params, answers: digests = [] } = pipeline!;
  const answers: Pick<Answer, "node" | "kind" | "bytes">[] = [];
  let built = build(params);
  for (const digest of digests) {
    const ref = built.asked[answers.length];
    if (ref === undefined) break;
    const { kind, node: { stage } } = ref;
    const bytes = blobs.read(digest);
    answers.push({ node: stage.spec.name, kind, bytes });
    built = build(params, valuesOf(answers));
  }
  return built;
}

/** Looks through exports, and records of exports, for a stage of this name. */
function find(value: unknown, name: string, depth: number): Stage | undefined {
  if (typeof value === "function") {
    const { spec } = value as Partial<Stage>;
    return spec?.name === name ? value as Stage : undefined;
  }
  if (typeof value !== "object" || value === null || depth === 0) {
    return undefined;
  }
  for (const entry of Object.values(value)) {
    const found = find(entry, name, depth - 1);
    if (found !== undefined) return found;
  }
  return undefined;
}

function search(targets: readonly AnyRef[], name: string): Stage | undefined {
  const seen = new Set<unknown>();
  const stack = targets.map(({ node }) => node);
  while (stack.length > 0) {
    const node = stack.pop()!;
    if (seen.has(node)) continue;
    seen.add(node);
    if (node.stage.spec.name === name) return node.stage;
    for (const ref of Object.values(node.inputs).flatMap(wired)) {
      stack.push(ref.node);
    }
  }
  return undefined;
}

/** Code that changed between planning and loading must not pass for the old. */
function checkSources({ sources, stage }: Job): void {
  for (const [path, digest] of Object.entries(sources)) {
    if (sha256(readFileSync(path)) === digest) continue;
    throw new PipelineError(
      "stage",
      `the code of its stage '${stage}' changed after the run was planned (${path}); run again`,
    );
  }
}
