import { parsePointLabel } from "../../lib/dsl/grid.ts";
import { pngUri } from "../../lib/image/png.ts";
import { tileImages } from "../../lib/image/tile.ts";
import type { ImageSet } from "../kinds.ts";
import type { Study } from "./_decide.ts";
import { escapeHtml, section, whole } from "./_html.ts";
import { distinct } from "./_study.ts";

/** Images in one picture. */
const COLUMNS = 8;
const LIMIT = 24;

/** Samples of every latent at every size, first seed, beside real images. */
export function samplesPart(study: Study): string {
  const { inputs, config, text } = study;
  const { samples, reference } = inputs;
  if (samples === undefined) return "";
  const points = Object.entries(samples).map(([label, set]) => {
    const point = parsePointLabel(label);
    return {
      set,
      latent: point[config.latentAxis] ?? label,
      size: Number(point[config.sizeAxis]),
      seed: point[config.seedAxis] ?? "",
      mode: point[config.modeAxis] ?? "",
    };
  });
  const shown = points.filter(({ seed, mode }) =>
    seed === points[0]?.seed && mode === study.headlineMode
  );
  const parts = distinct(shown.map(({ latent }) => latent)).map((latent) =>
    `<h3>${escapeHtml(latent)}</h3><div class="gallery">${
      shown.filter((point) => point.latent === latent)
        .sort((a, b) => a.size - b.size)
        .map(({ set, size }) => {
          const count = study.cost({ latent, size }, "parameters");
          const caption = count === undefined
            ? `${config.sizeAxis} ${size}`
            : `${whole(count, text.locale)} ${text.parameters}`;
          return picture(set, `${latent}, ${caption}`, caption);
        }).join("")
    }</div>`
  );
  const real = reference === undefined
    ? ""
    : `<h3>${text.realImages}</h3><div class="gallery">${
      picture(reference, text.realImages, "")
    }</div>`;
  return section(text.samples, real, ...parts);
}

function picture(set: ImageSet, alt: string, caption: string): string {
  const uri = pngUri(tileImages(set, { columns: COLUMNS, limit: LIMIT }));
  const under = caption === ""
    ? ""
    : `<figcaption>${escapeHtml(caption)}</figcaption>`;
  return `<figure><img alt="${escapeHtml(alt)}" src="${uri}">${under}</figure>`;
}
