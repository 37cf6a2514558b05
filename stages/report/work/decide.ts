import type { Verdict } from "../../../lib/verdict/judge.ts";
import type { ScoreSet, TableData } from "../../kinds/mod.ts";
import { answerPart } from "./_answer.ts";
import { distancePart } from "./_distance.ts";
import { diversityPart } from "./_diversity.ts";
import { encodersPart } from "./_encoders.ts";
import { findingsPart } from "./_findings.ts";
import { samplesPart } from "./_gallery.ts";
import { html } from "./html.ts";
import { stacked } from "./_layout.ts";
import { limitsPart } from "./_limits.ts";
import { pageOf } from "./page.ts";
import { provenancePart } from "./_provenance.ts";
import { qualityPart } from "./_quality.ts";
import { smallestPart } from "./_smallest_part.ts";
import { type DecisionConfig, type DecisionInputs, studyOf } from "./_study.ts";
import { tabulate } from "./tabulate.ts";
import { trainingPart } from "./_training.ts";

/** Writes the page of `report.decision`. */
export async function decide({ config, inputs }: {
  readonly config: DecisionConfig;
  readonly inputs: DecisionInputs;
}): Promise<{ page: string; data: TableData; verdict: Verdict }> {
  const study = studyOf(config, inputs);
  const { title, question, demonstration, language } = config;
  const body = stacked([
    html`<h1>${title}</h1>`,
    question === "" ? undefined : html`<p class="question">${question}</p>`,
    demonstration
      ? html`<p class="flag">${study.text.demonstration}</p>`
      : undefined,
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
  ]);
  return {
    page: pageOf(body, { title, language }),
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
