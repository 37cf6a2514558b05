import { parsePointLabel } from "../../../lib/dsl/grid.ts";
import { pngUri } from "../../../lib/image/png.ts";
import { tileImages } from "../../../lib/image/tile.ts";
import type { ImageSet } from "../../kinds/mod.ts";
import type { Study } from "./_study.ts";
import { whole } from "./figures.ts";
import { type Html, html } from "./html.ts";
import { section } from "./_layout.ts";
import { distinct } from "./_observations.ts";

/** Images in one picture. */
const COLUMNS = 8;
const LIMIT = 24;

/** Samples of every latent at every size, first seed, beside real images. */
export function samplesPart(study: Study): Html | undefined {
  const { inputs, config, text } = study;
  const { samples, reference } = inputs;
  if (samples === undefined) return undefined;
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
  const parts = distinct(shown.map(({ latent }) => latent)).map((latent) => {
    const own = shown.filter((point) => point.latent === latent)
      .sort((a, b) => a.size - b.size);
    const pictures = own.map(({ set, size }) => {
      const count = study.cost({ latent, size }, "parameters");
      const caption = count === undefined
        ? `${config.sizeAxis} ${size}`
        : `${whole(count, text.locale)} ${text.parameters}`;
      return picture(set, `${latent}, ${caption}`, caption);
    });
    return gallery(latent, pictures);
  });
  const real = reference &&
    gallery(text.realImages, [picture(reference, text.realImages)]);
  return section(text.samples, real, ...parts);
}

function gallery(title: string, pictures: readonly Html[]): Html {
  return html`
    <h3>${title}</h3>
    <div class="gallery">${pictures}</div>
  `;
}

function picture(set: ImageSet, alt: string, caption?: string): Html {
  const uri = pngUri(tileImages(set, { columns: COLUMNS, limit: LIMIT }));
  const under = caption && html`<figcaption>${caption}</figcaption>`;
  return html`<figure><img alt="${alt}" src="${uri}">${under}</figure>`;
}
