import type { Missing, Verdict } from "../verdict/judge.ts";

/** What is missing, in a few words each; the page has whole sentences. */
const MISSING: Readonly<Record<Missing, string>> = {
  longer: "proof that the baseline needs more after longer training too",
  codes: "codes that are drawn from a law",
  pilot: "the whole pilot of the candidate",
  identical: "seeds that come out differently",
  quality: "a generator that reaches the quality",
  smaller: "a smaller generator than the baseline's that reaches the quality",
  flat: "a baseline that gets better with its size",
  origins: "a second extractor of another origin",
  shift: "test images of the population of the validation images",
  gate: "the baseline, trained for longer",
  falling: "more training: the baseline still gets better",
  seeds: "fresh seeds",
  failed: "trainings of the candidate that hold",
  candidate: "proof that the candidate reaches the quality",
  baseline: "proof that the baseline needs more",
  disagree: "extractors that agree",
};

/** A verdict in one line, for a terminal. */
export function verdictText(verdict: Verdict): string {
  const { kind, baseline, candidate, expected, saving, missing, fresh } =
    verdict;
  const whole = (value: number) => Math.round(value).toLocaleString("en");
  switch (kind) {
    case "saves": {
      const least = saving!.size === undefined ? "more than" : "at least";
      const factor = saving!.factor.toLocaleString("en", {
        maximumSignificantDigits: 3,
      });
      return `saves: ${candidate!.latent} at ${
        whole(candidate!.parameters)
      } parameters is ${least} ${factor} times smaller than ${baseline}`;
    }
    case "open": {
      const lacks = `missing: ${
        missing.map((each) => MISSING[each]).join(", ")
      }`;
      if (candidate === undefined) {
        return `open; ${lacks}${fresh ? "" : "; no fresh seeds were trained"}`;
      }
      const does = expected === undefined
        ? `may reach the quality, which ${baseline} does with none of its sizes`
        : `may do what ${baseline} needs ${whole(expected.parameters)} for`;
      return `open: ${candidate.latent} at ${
        whole(candidate.parameters)
      } parameters ${does}; ${lacks}`;
    }
    default:
      return kind satisfies never;
  }
}
