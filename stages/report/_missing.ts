import type { Missing } from "../../lib/verdict/judge.ts";
import type { Finding } from "../../lib/verdict/sequence.ts";
import type { Study } from "./_decide.ts";
import { escapeHtml, figure, percent, whole } from "./_html.ts";
import { fill } from "./_strings.ts";

/** What keeps a saving from being said, each with its remedy. */
export function missingList(study: Study): string {
  const { verdict, text } = study;
  // Without a candidate the sentence above says it all.
  if (verdict.candidate === undefined || verdict.missing.length === 0) {
    return "";
  }
  const lines = verdict.missing.map((missing) => lineOf(missing, study));
  const needed = verdict.needed === undefined
    ? text.missing.hopeless
    : fill(text.missing.needed, {
      count: verdict.needed,
      power: percent(study.rule.power),
    });
  // Seeds are no remedy where something else is missing.
  const seeds =
    verdict.missing.some((each) =>
        each === "seeds" || each === "candidate" || each === "baseline"
      )
      ? [needed]
      : [];
  return `<p>${text.missing.heading}</p><ul>${
    [...lines, ...seeds].map((line) => `<li>${line}</li>`).join("")
  }</ul>`;
}

function lineOf(missing: Missing, study: Study): string {
  const { verdict, text, rule } = study;
  const { locale } = text;
  const [winner, baseline] = [
    escapeHtml(verdict.candidate?.latent ?? ""),
    escapeHtml(verdict.baseline),
  ];
  const names = rule.metrics.map(({ name }) => escapeHtml(name));
  const bounds = (findings: readonly Finding[]) =>
    findings.filter(({ shown }) => !shown).map((finding) =>
      fill(text.missing.bound, {
        metric: escapeHtml(finding.metric),
        mean: finding.mean === null ? "–" : figure(finding.mean, locale),
        bound: finding.bound === null ? "–" : figure(finding.bound, locale),
        epsilon: figure(finding.epsilon, locale),
      })
    ).join("; ");
  switch (missing) {
    case "quality":
    case "smaller":
    case "flat":
      return "";
    case "origins":
      return fill(text.missing.origins, { metrics: names.join(text.and) });
    case "shift": {
      const { metric, chosenOn, testedOn } = verdict.shifts[0]!;
      return fill(text.missing.shift, {
        metric: escapeHtml(metric),
        chosenOn: figure(chosenOn, locale),
        testedOn: figure(testedOn, locale),
      });
    }
    case "gate":
      return fill(text.missing.gate, { baseline });
    case "falling": {
      const worst = verdict.falls.filter(({ done }) => !done)
        .reduce((a, b) => b.share > a.share ? b : a);
      return fill(text.missing.falling, {
        baseline,
        share: percent(worst.share),
        metric: escapeHtml(worst.metric),
        size: whole(rule.parameters(worst), locale),
      });
    }
    case "seeds":
      return fill(text.missing.seeds, { winner });
    case "failed":
      return fill(text.missing.failed, {
        winner,
        count: Math.max(...verdict.reaches.map(({ failed }) => failed)),
      });
    case "candidate":
      return fill(text.missing.candidate, {
        winner,
        bounds: bounds(verdict.reaches),
      });
    case "baseline": {
      const last = verdict.misses.findLast(({ shown }) => !shown);
      return last === undefined
        ? fill(text.missing.untested, { baseline })
        : fill(
          text.missing.baseline,
          {
            baseline,
            size: whole(last.parameters, locale),
            bounds: bounds(
              verdict.misses.filter(({ size }) => size === last.size),
            ),
          },
        );
    }
    case "disagree":
      return fill(text.missing.disagree, { metrics: names.join(text.and) });
    default:
      return missing satisfies never;
  }
}
