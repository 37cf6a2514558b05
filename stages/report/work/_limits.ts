import type { Study } from "./_study.ts";
import { failuresOf } from "./_diversity.ts";
import { fill } from "./_fill.ts";
import { whole } from "./figures.ts";
import type { Html } from "./html.ts";
import { bullets, section } from "./_layout.ts";
import { cells, distinct, observations } from "./_observations.ts";

/** What the study leaves open, found from its own rows. */
export function limitsPart(study: Study): Html | undefined {
  const { text, config, verdict, headline, metric } = study;
  // A pilot that halves gives some arms fewer.
  const seeds = Math.max(
    ...cells(headline, metric).map(({ values }) => values.length),
  );
  const { limits } = text;
  const latents = distinct(headline.map(({ latent }) => latent));
  const controls = latents.filter((latent) => config.controls.includes(latent));
  const count = Math.min(
    ...headline.flatMap(({ scores }) => scores[metric]?.count ?? []),
  );
  const failures = [...failuresOf(study)?.values() ?? []];
  const failed = failures.reduce((sum, entry) => sum + entry.failed, 0);
  const all = failures.reduce((sum, entry) => sum + entry.all, 0);
  const strong = strongControl(study, controls);
  const lines = [
    seeds < 2 ? text.oneSeed : fill(limits.seeds, { seeds }),
    metric.includes("[classifier]") ? limits.features : "",
    Number.isFinite(count)
      ? fill(limits.count, { count: whole(count, text.locale) })
      : "",
    controls.length === 0 ? limits.control : "",
    strong === undefined ? "" : fill(limits.controlWins, {
      control: strong,
      winner: verdict.candidate?.latent ?? "",
    }),
    failed === 0 ? "" : fill(limits.diverged, { count: failed, all }),
    limits.prior,
    study.inputs.longer === undefined && haveEqualSteps(study)
      ? limits.steps
      : "",
    limits.money,
    ...config.notes,
  ].filter((line) => line !== "");
  return section(text.notShown, bullets(lines));
}

/** Whether no training is known to have taken more steps than another. */
function haveEqualSteps({ inputs, axes }: Study): boolean {
  const steps = observations(inputs.training ?? {}, axes)
    .flatMap(({ scores }) => scores.steps?.value ?? []);
  return distinct(steps).length < 2;
}

/** A control that is at least as good as the winner at the winner's size. */
function strongControl(
  { verdict, chosenFrom, metric, better, config }: Study,
  controls: readonly string[],
): string | undefined {
  const { candidate } = verdict;
  if (candidate === undefined) return undefined;
  const { latent: winner, size } = candidate;
  if (config.controls.includes(winner)) return winner;
  const at = cells(chosenFrom, metric).filter((cell) => cell.size === size);
  const mean = (latent: string) =>
    at.find((cell) => cell.latent === latent)?.interval.value;
  const own = mean(winner);
  if (own === undefined) return undefined;
  return controls.find((control) => {
    const other = mean(control);
    if (other === undefined) return false;
    return better === "lower" ? other <= own : other >= own;
  });
}
