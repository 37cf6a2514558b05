import type { z } from "zod";
import type { Evidence } from "../../../lib/verdict/judge.ts";
import type { Rule } from "../../../lib/verdict/rule.ts";
import type { Place } from "../../../lib/verdict/trial.ts";
import { definitionOf } from "../../scores.ts";
import { type Basis, basisOf } from "./_basis.ts";
import { evidenceOf } from "./_evidence.ts";
import type { EvidenceInputs } from "./evidence_inputs.ts";
import { directionOf, metricsOf } from "./_metrics.ts";
import { requirePlanned } from "./_planned.ts";
import { type RuleConfig, ruleOf } from "./_rule.ts";
import type { Better } from "./smallest.ts";
import type { studyConfig } from "../study_config.ts";
import {
  type Axes,
  cells,
  distinct,
  hasFailed,
  type Observation,
  observations,
  requireOnce,
  trainingOf,
} from "./_observations.ts";

/** Settings that say how rows are read. */
export type StudyConfig =
  & z.output<z.ZodObject<typeof studyConfig>>
  & RuleConfig;

/** Codes of images: a generator in use gets codes that are drawn from a law. */
const OF_IMAGES: ReadonlySet<string> = new Set(["train", "heldout"]);

/** A study as its rows give it, before anything is chosen. */
export interface OpenStudy {
  /** Names of the axes of its grid. */
  readonly axes: Axes;
  /** The headline score. */
  readonly metric: string;
  /** Which of its values are good. */
  readonly better: Better;
  /** Rows that the study is chosen from. */
  readonly rows: readonly Observation[];
  /** Rows of the law of codes on which the answer rests. */
  readonly headline: readonly Observation[];
  /** That law; empty without the axis. */
  readonly headlineMode: string;
  /** Rows of test images. */
  readonly finals: readonly Observation[];
  /** What tests rest on. */
  readonly basis: Basis;
  /** Rows that are tested. */
  readonly tested: readonly Observation[];
  /** Trainings as the rule sees them. */
  readonly evidence: Evidence;
  /** The rule by which it is judged. */
  readonly rule: Rule;
  /** Whether the training of a row neither diverged nor collapsed. */
  isSound(row: Observation): boolean;
  /** Mean over seeds of what a latent costs at a size, such as `parameters`. */
  cost(at: Place, name: string): number | undefined;
}

/**
 * Reads the rows of a study.
 *
 * @throws {RangeError} when the headline, a score that must agree, an axis or
 * the baseline is in no row
 */
export function openStudy(
  config: StudyConfig,
  inputs: EvidenceInputs,
): OpenStudy {
  const axes = {
    latent: config.latentAxis,
    size: config.sizeAxis,
    seed: config.seedAxis,
    mode: config.modeAxis,
  };
  const rows = observations(inputs.quality, axes);
  requireOnce(rows, "quality", axes);
  const { metric, better } = headlineMetric(rows, config.metric);
  const modes = distinct(rows.map(({ mode }) => mode));
  const headlineMode = modes.every((mode) => mode === "")
    ? ""
    : config.headlineMode;
  if (!modes.includes(headlineMode)) {
    throw new RangeError(
      `Cannot rest the answer on codes of '${headlineMode}': no row has them; modes: ${
        modes.join(", ")
      }; name one as 'headlineMode'`,
    );
  }
  const isHeadline = ({ mode }: Observation) => mode === headlineMode;
  const headline = rows.filter(isHeadline);
  const basis = basisOf(inputs, axes);
  const finals = observations(inputs.final ?? {}, axes);
  requireOnce(finals, "final", axes);
  requireOnce(observations(inputs.longer ?? {}, axes), "longer", axes);
  const tested = basis === "pilot" ? headline : finals.filter(isHeadline);
  if (basis === "fresh") requirePlanned(tested, config.looks);
  const costs = observations(inputs.cost, axes);
  const cost = (at: Place, name: string) => {
    const values = costs
      .filter(({ latent, size, mode }) =>
        latent === at.latent && size === at.size &&
        (mode === "" || mode === headlineMode)
      )
      .flatMap(({ scores }) => scores[name]?.value ?? []);
    return values.length === 0
      ? undefined
      : values.reduce((sum, value) => sum + value, 0) / values.length;
  };
  const failed = new Set(
    observations(inputs.training ?? {}, axes).filter(hasFailed).map(trainingOf),
  );
  const isSound = (row: Observation) => !failed.has(trainingOf(row));
  const { baseline } = config;
  const latents = distinct(cells(headline, metric).map(({ latent }) => latent));
  if (!latents.includes(baseline)) {
    throw new RangeError(
      `Cannot compare with baseline '${baseline}': no row has it; latents: ${
        latents.join(", ")
      }`,
    );
  }
  const rule = ruleOf(config, {
    metrics: metricsOf(headline, {
      headline: metric,
      agree: config.agree,
      tested,
    }),
    baseline,
    parameters(at) {
      const parameters = cost(at, "parameters");
      if (parameters !== undefined) return parameters;
      throw new RangeError(
        `Cannot count the parameters of '${at.latent}' of size ${at.size}: no row of 'cost' has them; wire generate.cost`,
      );
    },
  });
  return {
    axes,
    metric,
    better,
    rows,
    headline,
    headlineMode,
    finals,
    basis,
    tested,
    rule,
    isSound,
    cost,
    evidence: evidenceOf(inputs, {
      axes,
      headline,
      tested,
      isHeadline,
      isSound,
      basis,
      drawn: !OF_IMAGES.has(headlineMode),
    }),
  };
}

/** What to say when no training of the baseline counts. */
export function noBaseline(baseline: string): RangeError {
  return new RangeError(
    `Cannot compare with baseline '${baseline}': none of its trainings is sound`,
  );
}

function headlineMetric(
  rows: readonly Observation[],
  wanted: string | undefined,
): { metric: string; better: Better } {
  const all = rows.flatMap(({ scores }) => Object.entries(scores));
  const found = wanted === undefined
    ? all.find(([name, score]) => definitionOf(name, score)?.leads) ??
      all.find(([, { better }]) => better === "lower")
    : all.find(([name]) => name === wanted);
  if (found === undefined) {
    const known = distinct(all.map(([name]) => name)).join(", ");
    throw new RangeError(
      wanted === undefined
        ? `Cannot choose a headline score: none of ${known} says that lower is better; name one as 'metric'`
        : `Cannot report on score '${wanted}': no row has it; known: ${known}`,
    );
  }
  const [name, { better }] = found;
  return { metric: name, better: directionOf(name, better) };
}
