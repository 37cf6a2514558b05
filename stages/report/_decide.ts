import { judge, type Verdict } from "../../lib/verdict/judge.ts";
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
import type { EvidenceInputs } from "./_evidence.ts";
import { findingsPart } from "./_findings.ts";
import {
  noBaseline,
  type OpenStudy,
  openStudy,
  type StudyConfig,
} from "./_open_study.ts";
import { type Smallest, smallestReaching } from "./_smallest.ts";
import { cells, type Observation } from "./_study.ts";
import { type Strings, strings } from "./_strings.ts";
import { tabulate } from "./_tabulate.ts";
import { trainingPart } from "./_training.ts";

/** Settings of `report.decision`. */
export interface DecisionConfig extends StudyConfig {
  readonly title: string;
  readonly question: string;
  readonly controls: readonly string[];
  readonly demonstration: boolean;
  readonly language: "en" | "ja";
  readonly notes: readonly string[];
}

/** Inputs of `report.decision`. */
export interface DecisionInputs extends EvidenceInputs {
  readonly distance: Readonly<Record<string, ScoreSet>> | undefined;
  readonly floor: ScoreSet | undefined;
  readonly pictures: ScoreSet | undefined;
  readonly encoders: Readonly<Record<string, ScoreSet>> | undefined;
  readonly samples: Readonly<Record<string, SampleSet>> | undefined;
  readonly reference: ImageSet | undefined;
}

/** Everything that the parts of the page are made from. */
export interface Study extends OpenStudy {
  readonly config: DecisionConfig;
  readonly inputs: DecisionInputs;
  readonly text: Strings;
  /**
   * Sound rows whose curves are shown: of test images where all arms have them.
   */
  readonly shown: readonly Observation[];
  /** Those of them under the law of codes on which the answer rests. */
  readonly reported: readonly Observation[];
  /** Sound rows that aim, latent and size are chosen from. */
  readonly chosenFrom: readonly Observation[];
  readonly verdict: Verdict;
  /** Smallest size of every latent whose pilot mean reaches the aim. */
  readonly smallest: readonly Smallest[];
  /** The aim by the headline. */
  readonly epsilon: number;
  /** Parameters of the baseline's largest size. */
  readonly largest: number;
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
    await trainingPart(study),
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
  const opened = openStudy(config, inputs);
  const { rows, metric, better, basis, rule, evidence, isSound } = opened;
  const verdict = judge(evidence, rule);
  if (verdict === undefined) throw noBaseline(rule.baseline);
  const epsilon = verdict.aim.epsilon[metric]!;
  const shown = (basis === "sameSeeds" ? opened.finals : rows).filter(isSound);
  const chosenFrom = opened.headline.filter(isSound);
  return {
    ...opened,
    config,
    inputs,
    text: strings[config.language],
    shown,
    reported: shown.filter(({ mode }) => mode === opened.headlineMode),
    chosenFrom,
    verdict,
    smallest: smallestReaching(cells(chosenFrom, metric), epsilon, better),
    epsilon,
    largest: Math.max(
      ...evidence.pilot.filter(({ latent }) => latent === rule.baseline)
        .map(rule.parameters),
    ),
  };
}
