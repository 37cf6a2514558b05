import type { Fall } from "../../../lib/verdict/gate.ts";
import type { Finding } from "../../../lib/verdict/sequence.ts";
import type { Study } from "./_study.ts";
import { figure, level, percent, whole } from "./figures.ts";
import type { Html } from "./html.ts";
import { section, table } from "./_layout.ts";
import { remark } from "./_remark.ts";

/** Every test behind the verdict, extractors side by side. */
export function findingsPart(study: Study): Html | undefined {
  const { verdict, text } = study;
  const { locale } = text;
  const found = [...verdict.reaches, ...verdict.misses].filter(({ seeds }) =>
    seeds > 0
  );
  if (found.length === 0) return undefined;
  const cell = (value: number | null) =>
    value === null ? "–" : figure(value, locale);
  const said = (finding: Finding) =>
    finding.latent === verdict.baseline
      ? finding.shown ? text.tests.misses : text.tests.mayReach
      : finding.shown
      ? text.tests.reaches
      : text.tests.mayMiss;
  const rows = found.map((finding) => [
    finding.latent,
    whole(finding.parameters, locale),
    finding.metric,
    figure(finding.epsilon, locale),
    cell(finding.mean),
    cell(finding.bound),
    String(finding.seeds),
    said(finding),
  ]);
  const longerBound = ({ size, metric }: Fall) =>
    verdict.misses.find((finding) =>
      finding.size === size && finding.metric === metric
    )?.longer ?? null;
  const falls = verdict.falls.map((fall) => [
    whole(study.rule.parameters(fall), locale),
    fall.metric,
    percent(fall.share),
    cell(longerBound(fall)),
    fall.done ? text.tests.done : text.tests.notDone,
  ]);
  return section(
    text.tests.title,
    remark(text.tests.note, {
      baseline: verdict.baseline,
      level: level(verdict.alpha),
    }),
    table([
      text.latent,
      text.parameters,
      text.metric,
      text.tests.aim,
      text.tests.mean,
      text.tests.bound,
      text.tests.seeds,
      text.tests.result,
    ], rows),
    falls.length === 0 ? undefined : remark(text.tests.longer, {
      baseline: verdict.baseline,
    }),
    falls.length === 0 ? undefined : table([
      text.parameters,
      text.metric,
      text.tests.fall,
      text.tests.bound,
      text.tests.result,
    ], falls),
  );
}
