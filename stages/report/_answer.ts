import type { Study } from "./_decide.ts";
import { remark } from "./_remark.ts";
import { escapeHtml, figure, htmlTable, section, whole } from "./_html.ts";
import { finalCell, splitsRemark } from "./_final.ts";
import { fill } from "./_strings.ts";
import { cells } from "./_study.ts";
import { crossings, smallestReaching } from "./_verdict.ts";

/** Width of an interval, relative to its middle, from which it is told. */
const VAGUE = 0.2;

/** The box at the top. */
export function answerPart(study: Study): string {
  const { text, verdict, config, metric } = study;
  const { locale } = text;
  const sizeOf = (latent: string | undefined) =>
    verdict.smallest.find((entry) => entry.latent === latent)?.size;
  const parameters = (latent: string | undefined) => {
    const size = sizeOf(latent);
    const count = latent === undefined || size === undefined
      ? undefined
      : study.cost({ latent, size }, "parameters");
    return count === undefined ? "–" : whole(count, locale);
  };
  const values = {
    winner: escapeHtml(verdict.winner ?? ""),
    baseline: escapeHtml(verdict.baseline),
    size: parameters(verdict.winner),
    baseSize: parameters(verdict.baseline),
    factor: verdict.factor === undefined ? "" : figure(verdict.factor, locale),
    epsilon: figure(verdict.epsilon, locale),
    metric: escapeHtml(metric),
    seeds: verdict.seeds,
    confidence: verdict.confidence === undefined
      ? ""
      : `${Math.round(100 * verdict.confidence)} %`,
    interval: verdict.factorInterval === undefined
      ? ""
      : ` (×${figure(verdict.factorInterval[0], locale)} – ×${
        figure(verdict.factorInterval[1], locale)
      })`,
  };
  const aim = cells(study.headline, metric).find((cell) =>
    cell.latent === verdict.baseline && cell.values.length > 1 &&
    cell.size === sizeOf(verdict.baseline)
  )?.interval;
  const isVague = config.epsilon === undefined && aim !== undefined &&
    aim.high - aim.low > VAGUE * Math.abs(verdict.epsilon);
  const sentence = {
    saves: verdict.factor === undefined ? text.savesUnreached : text.saves,
    open: text.open,
    baseline: text.baselineWins,
    notReached: text.notReached,
  }[verdict.kind];
  return `<div class="answer"><h2>${text.answer}</h2>
<p class="verdict">${fill(sentence, values)}</p>
${
    remark(
      config.epsilon === undefined ? text.epsilonDerived : text.epsilonGiven,
      values,
    )
  }
${
    isVague
      ? remark(text.epsilonVague, {
        ...values,
        low: figure(aim.low, locale),
        high: figure(aim.high, locale),
      })
      : ""
  }
${
    verdict.seeds < 2
      ? remark(text.oneSeed)
      : verdict.confidence === undefined
      ? ""
      : remark(text.sureness, values)
  }
${splitsRemark(study)}
</div>`;
}

/** C(ε) of every latent, crossings, and other qualities. */
export function smallestPart(study: Study): string {
  const { text, verdict, metric } = study;
  const { locale } = text;
  const isFinal = study.inputs.final !== undefined;
  const cost = (
    { latent, size }: { latent: string; size: number | undefined },
    name: string,
    scale = 1,
  ) => {
    const value = size === undefined
      ? undefined
      : study.cost({ latent, size }, name);
    return value === undefined ? "–" : value / scale;
  };
  const shown = (value: number | string) =>
    typeof value === "string" ? value : figure(value, locale);
  const rows = verdict.smallest.map(({ latent, size, sure }) => [
    escapeHtml(latent),
    size === undefined
      ? text.notReachedCell
      : wholeOr(cost({ latent, size }, "parameters")),
    shown(cost({ latent, size }, "flops", 1e6)),
    shown(cost({ latent, size }, "millisecondsPerImage")),
    size === undefined ? "–" : sure ? text.surely : text.onAverage,
    ...isFinal ? [shown(finalCell(study, latent)?.interval.value ?? "–")] : [],
  ]);
  function wholeOr(value: number | string): string {
    return typeof value === "string" ? value : whole(value, locale);
  }
  const judged = cells(study.headline, metric);
  const crossed = crossings(
    cells(study.reported, metric),
    verdict.baseline,
  ).map(({ a, b, between }) =>
    remark(text.crossing, {
      a: escapeHtml(a),
      b: escapeHtml(b),
      sizes: between.map((pair) =>
        pair.map((size) => wholeOr(cost({ latent: b, size }, "parameters")))
          .join("–")
      ).join(text.and),
    })
  );
  const others = [0.8, 0.9, 1.1, 1.25, 1.5, 2].map((by) =>
    by * verdict.epsilon
  );
  const columns = others.map((epsilon) =>
    smallestReaching(judged, epsilon, study.better)
  );
  const table = htmlTable(
    [text.latent, ...others.map((epsilon) => figure(epsilon, locale))],
    verdict.smallest.map(({ latent }, i) => [
      escapeHtml(latent),
      ...columns.map((column) => {
        const size = column[i]?.size;
        return size === undefined
          ? text.notReachedCell
          : wholeOr(cost({ latent, size }, "parameters"));
      }),
    ]),
  );
  return section(
    text.smallest,
    remark(text.smallestNote, {
      metric: escapeHtml(metric),
      epsilon: figure(verdict.epsilon, locale),
    }),
    htmlTable(
      [
        text.latent,
        text.parameters,
        text.flops,
        text.milliseconds,
        text.reached,
        ...isFinal ? [fill(text.onTest, { metric: escapeHtml(metric) })] : [],
      ],
      rows,
    ),
    ...crossed,
    `<h3>${text.sensitivity}</h3>`,
    table,
  );
}
