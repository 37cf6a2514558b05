import { judge, type Verdict } from "../../../lib/verdict/judge.ts";
import type { ImageSet, SampleSet, ScoreSet } from "../../kinds/mod.ts";
import type { EvidenceInputs } from "./evidence_inputs.ts";
import { cells, type Observation } from "./_observations.ts";
import {
  noBaseline,
  type OpenStudy,
  openStudy,
  type StudyConfig,
} from "./open_study.ts";
import { type Smallest, smallestReaching } from "./smallest.ts";
import { strings } from "./strings.ts";
import type { Strings } from "./_strings_en.ts";

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

/**
 * Reads and judges a study.
 *
 * @throws {RangeError} as `openStudy` does, and when no training of the baseline
 * is sound
 */
export function studyOf(config: DecisionConfig, inputs: DecisionInputs): Study {
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
