import type { Missing, Verdict } from "../verdict/judge.ts";

/** What is missing, in a few words each; the page has whole sentences. */
const MISSING: Readonly<Record<Missing, string>> = {
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
  const spared = !fresh && !missing.includes("seeds");
  const count = (value: number | undefined) =>
    value === undefined ? "none of its sizes" : value.toLocaleString("en");
  switch (kind) {
    case "saves": {
      const least = saving!.size === undefined ? "more than" : "at least";
      return `saves: ${candidate!.latent} at ${
        count(candidate!.parameters)
      } parameters is ${least} ${
        saving!.factor.toPrecision(3)
      } times smaller than ${baseline}`;
    }
    case "open": {
      const lacks = `missing: ${
        missing.map((each) => MISSING[each]).join(", ")
      }${spared ? "; so no fresh seeds were trained" : ""}`;
      return candidate === undefined
        ? `open; ${lacks}`
        : `open: ${candidate.latent} at ${
          count(candidate.parameters)
        } parameters may do what ${baseline} needs ${
          count(expected?.parameters)
        } for; ${lacks}`;
    }
    default:
      return kind satisfies never;
  }
}
