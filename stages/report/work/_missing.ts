import type { Missing } from "../../../lib/verdict/judge.ts";
import type { Finding } from "../../../lib/verdict/sequence.ts";
import type { Study } from "./_study.ts";
import { fill } from "./_fill.ts";
import { figure, percent, whole } from "./figures.ts";
import { type Html, html } from "./html.ts";
import { bullets } from "./_layout.ts";

/** What keeps a saving from being said, each with its remedy. */
export function missingList(study: Study): Html | undefined {
  const { verdict, text } = study;
  // Without a candidate the sentence above says it all.
  if (verdict.candidate === undefined || verdict.missing.length === 0) {
    return undefined;
  }
  const lines = verdict.missing.map((missing) => lineOf(missing, study));
  const seeds = neededLine(study);
  const shown = [...lines, seeds].filter((line) => line !== "");
  return html`<p>${text.missing.heading}</p>${bullets(shown)}`;
}

/** What more seeds would show; nothing where they are no remedy. */
function neededLine({ verdict, rule, text }: Study): string {
  const { needed } = verdict;
  if (needed === undefined) return "";
  if (needed.seeds === undefined) {
    return needed.why === "mean" ? text.missing.hopeless : text.missing.unknown;
  }
  return fill(text.missing.needed, {
    count: needed.seeds,
    power: percent(rule.power),
    factor: figure(needed.saving.factor, text.locale),
    baseline: verdict.baseline,
    baseSize: whole(
      needed.saving.factor * verdict.candidate!.parameters,
      text.locale,
    ),
  });
}

function lineOf(missing: Missing, study: Study): string {
  const { verdict, text, rule } = study;
  const { locale } = text;
  const { baseline } = verdict;
  const winner = verdict.candidate?.latent ?? "";
  const names = rule.metrics.map(({ name }) => name);
  const number = (value: number | null) =>
    value === null ? "–" : figure(value, locale);
  const bounds = (findings: readonly Finding[]) =>
    findings.filter(({ shown }) => !shown).map((finding) =>
      fill(
        finding.isForLonger ? text.missing.boundLonger : text.missing.bound,
        {
          metric: finding.metric,
          mean: number(finding.mean),
          bound: number(finding.bound),
          longer: number(finding.longer ?? null),
          epsilon: figure(finding.epsilon, locale),
        },
      )
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
        metric,
        chosenOn: figure(chosenOn, locale),
        testedOn: figure(testedOn, locale),
      });
    }
    case "codes":
      return text.missing.codes;
    case "pilot":
      return fill(text.missing.pilot, { winner });
    case "identical": {
      const { latent, seeds } = [...verdict.reaches, ...verdict.misses].find((
        { deviation },
      ) => deviation === 0)!;
      return fill(text.missing.identical, {
        latent,
        count: seeds,
      });
    }
    case "gate":
      return fill(text.missing.gate, { baseline });
    case "falling": {
      const worst = verdict.gate.filter(({ done }) => !done)
        .reduce((a, b) => b.share > a.share ? b : a);
      return fill(text.missing.falling, {
        baseline,
        share: percent(worst.share),
        metric: worst.metric,
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
    case "baseline":
    case "longer": {
      const last = verdict.misses.findLast(({ shown }) => !shown);
      if (last === undefined) return fill(text.missing.untested, { baseline });
      return fill(text.missing[missing], {
        baseline,
        size: whole(last.parameters, locale),
        bounds: bounds(verdict.misses.filter(({ size }) => size === last.size)),
      });
    }
    case "disagree":
      return fill(text.missing.disagree, { metrics: names.join(text.and) });
    default:
      return missing satisfies never;
  }
}
