import { type Evidence, judge, type Verdict } from "../../lib/verdict/judge.ts";
import type { Rule } from "../../lib/verdict/rule.ts";
import type { ImageSet, SampleSet, ScoreSet, TableData } from "../kinds.ts";
import { diversityPart } from "./_diversity.ts";
import { distancePart } from "./_distance.ts";
import { encodersPart } from "./_encoders.ts";
import { samplesPart } from "./_gallery.ts";
import { escapeHtml, htmlPage } from "./_html.ts";
import { limitsPart } from "./_limits.ts";
import { provenancePart } from "./_provenance.ts";
import { answerPart, smallestPart } from "./_answer.ts";
import { qualityPart } from "./_quality.ts";
import {
  type Basis,
  basisOf,
  evidenceOf,
  metricsOf,
  ruleOf,
} from "./_evidence.ts";
import { findingsPart } from "./_findings.ts";
import { type Better, type Smallest, smallestReaching } from "./_smallest.ts";
import { cells, distinct, type Observation, observations } from "./_study.ts";
import { type Strings, strings } from "./_strings.ts";
import { tabulate } from "./_tabulate.ts";

/** Settings of `report.decision`. */
export interface DecisionConfig {
  readonly title: string;
  readonly question: string;
  readonly metric?: string | undefined;
  readonly agree?: readonly string[] | undefined;
  readonly epsilon?: number | Readonly<Record<string, number>> | undefined;
  readonly looks: readonly number[];
  readonly power: number;
  readonly tolerance: number;
  readonly baseline: string;
  readonly controls: readonly string[];
  readonly latentAxis: string;
  readonly sizeAxis: string;
  readonly seedAxis: string;
  readonly modeAxis: string;
  readonly headlineMode: string;
  readonly demonstration: boolean;
  readonly language: "en" | "ja";
  readonly notes: readonly string[];
}

/** Inputs of `report.decision`. */
export interface DecisionInputs {
  readonly quality: Readonly<Record<string, ScoreSet>>;
  /** Of test images: the same rows, or rows of fresh seeds. */
  readonly final: Readonly<Record<string, ScoreSet>> | undefined;
  /** The baseline, trained for longer. */
  readonly longer: Readonly<Record<string, ScoreSet>> | undefined;
  readonly cost: Readonly<Record<string, ScoreSet>>;
  readonly training: Readonly<Record<string, ScoreSet>> | undefined;
  readonly distance: Readonly<Record<string, ScoreSet>> | undefined;
  readonly floor: ScoreSet | undefined;
  readonly encoders: Readonly<Record<string, ScoreSet>> | undefined;
  readonly samples: Readonly<Record<string, SampleSet>> | undefined;
  readonly reference: ImageSet | undefined;
}

/** What a cost is of. */
export interface CostAt {
  readonly latent: string;
  readonly size: number;
}

/** Everything that the parts of the page are made from. */
export interface Study {
  readonly config: DecisionConfig;
  readonly inputs: DecisionInputs;
  readonly text: Strings;
  readonly metric: string;
  readonly better: Better;
  readonly rows: readonly Observation[];
  /** Rows of the law of codes on which the answer rests. */
  readonly headline: readonly Observation[];
  readonly headlineMode: string;
  /** Rows whose curves are shown: of test images where all arms have them. */
  readonly shown: readonly Observation[];
  /** Those of them under the law of codes on which the answer rests. */
  readonly reported: readonly Observation[];
  readonly costs: readonly Observation[];
  readonly basis: Basis;
  /** Rows that were tested. */
  readonly tested: readonly Observation[];
  readonly evidence: Evidence;
  readonly rule: Rule;
  readonly verdict: Verdict;
  /** Smallest size of every latent whose pilot mean reaches the aim. */
  readonly smallest: readonly Smallest[];
  /** The aim by the headline. */
  readonly epsilon: number;
  /** Mean over seeds of what a latent costs at a size, such as `parameters`. */
  cost(at: CostAt, name: string): number | undefined;
}

/** Writes the page of `report.decision`. */
export async function decide({ config, inputs }: {
  readonly config: DecisionConfig;
  readonly inputs: DecisionInputs;
}): Promise<{ page: string; data: TableData; verdict: Verdict }> {
  const study = studyOf(config, inputs);
  const { text } = study;
  const parts = [
    `<h1>${escapeHtml(config.title)}</h1>`,
    config.question === ""
      ? ""
      : `<p class="question">${escapeHtml(config.question)}</p>`,
    config.demonstration
      ? `<p class="flag">${escapeHtml(text.demonstration)}</p>`
      : "",
    answerPart(study),
    findingsPart(study),
    await qualityPart(study),
    smallestPart(study),
    await distancePart(study),
    diversityPart(study),
    encodersPart(study),
    samplesPart(study),
    limitsPart(study),
    provenancePart(study),
  ];
  return {
    page: htmlPage(parts.filter((part) => part !== "").join("\n"), {
      title: escapeHtml(config.title),
      language: config.language,
    }),
    data: tabulate(bySplit(inputs)),
    verdict: study.verdict,
  };
}

/** All scores; with those of test images, the split is one more axis. */
function bySplit(
  { quality, final }: DecisionInputs,
): Readonly<Record<string, ScoreSet>> {
  if (final === undefined) return quality;
  const named = (split: string, rows: typeof quality) =>
    Object.entries(rows).map(([label, scores]) =>
      [`split=${split},${label}`, scores] as const
    );
  return Object.fromEntries([
    ...named("choice", quality),
    ...named("test", final),
  ]);
}

function studyOf(config: DecisionConfig, inputs: DecisionInputs): Study {
  const axes = {
    latent: config.latentAxis,
    size: config.sizeAxis,
    seed: config.seedAxis,
    mode: config.modeAxis,
  };
  const rows = observations(inputs.quality, axes);
  const { metric, better } = headlineMetric(rows, config.metric);
  const modes = distinct(rows.map(({ mode }) => mode));
  const headlineMode = modes.includes(config.headlineMode)
    ? config.headlineMode
    : modes[0]!;
  const isHeadline = ({ mode }: Observation) => mode === headlineMode;
  const headline = rows.filter(isHeadline);
  const basis = basisOf(inputs);
  const finals = observations(inputs.final ?? {}, axes);
  const shown = basis === "sameSeeds" ? finals : rows;
  const tested = basis === "pilot" ? headline : finals.filter(isHeadline);
  const costs = observations(inputs.cost, axes);
  const cost = (at: CostAt, name: string) => {
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
  const judged = cells(headline, metric);
  const latents = distinct(judged.map(({ latent }) => latent));
  const baseline = config.baseline;
  if (!latents.includes(baseline)) {
    throw new RangeError(
      `Cannot compare with baseline '${baseline}': no row has it; latents: ${
        latents.join(", ")
      }`,
    );
  }
  const counts = cells(tested, metric).map(({ values }) => values.length);
  const rule = ruleOf(config, {
    metrics: metricsOf(headline, { headline: metric, agree: config.agree }),
    baseline,
    parameters: (at) => cost(at, "parameters") ?? at.size,
    fresh: basis === "fresh" ? Math.max(0, ...counts) : 0,
  });
  const evidence = evidenceOf(inputs, {
    axes,
    headline,
    tested,
    isHeadline,
    basis,
  });
  const verdict = judge(evidence, rule);
  if (verdict === undefined) {
    throw new RangeError(
      `Cannot compare with baseline '${baseline}': none of its trainings is sound`,
    );
  }
  const epsilon = verdict.aim.epsilon[metric]!;
  return {
    config,
    inputs,
    text: strings[config.language],
    metric,
    better,
    rows,
    headline,
    headlineMode,
    shown,
    reported: shown.filter(isHeadline),
    costs,
    basis,
    tested,
    evidence,
    rule,
    verdict,
    smallest: smallestReaching(judged, epsilon, better),
    epsilon,
    cost,
  };
}

function headlineMetric(
  rows: readonly Observation[],
  wanted: string | undefined,
): { metric: string; better: Better } {
  const all = rows.flatMap(({ scores }) => Object.entries(scores));
  const found = wanted === undefined
    ? all.find(([name]) => name.startsWith("kid[")) ??
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
  return { metric: found[0], better: found[1].better ?? "lower" };
}
