import { FETCH_COMMAND } from "../pretrained/lite0_files.ts";
import type { PicturesReport } from "./app.ts";
import type { StudyOffer } from "./init_study.ts";
import { groupsOf, LEAST } from "./refuse_pictures.ts";
import { roughTime, timeFlag } from "./rough_time.ts";
import { ENOUGH } from "./size_study.ts";

/** What was found, chosen, and will be taken. */
export function offerText(offer: StudyOffer): string {
  const { report, chosen } = offer;
  const lines = [
    ...foundLines(report),
    ...chosen.size <= report.side.median ? [] : [
      `${chosen.size} pixels are more than most pictures have, half of them up to ${report.side.median}: those are enlarged, which adds no detail`,
    ],
    `chosen: ${chosen.size}×${chosen.size} pixels, generators of width ${
      chosen.widths.join(", ")
    }, at most ${chosen.steps} steps each`,
    ...timeLines(offer),
    ...chosen.pretrained ? [] : [
      `one extractor only, so that the verdict stays open: '${FETCH_COMMAND}' in the folder of Senzai brings a second one (17 MB); then set 'pretrained' to true in own_images.ts`,
    ],
  ];
  return `${lines.map((line) => `  ${line}`).join("\n")}\n`;
}

function foundLines(report: PicturesReport): string[] {
  const { looked, pictures, duplicates, nearDuplicates } = report;
  const { least, median, most } = report.side;
  const passed = Object.entries(report.passedOver)
    .map(([kind, count]) => `${count} ${kind}`).join(", ");
  const groups = groupsOf(report);
  return [
    `${pictures} pictures, their shorter side ${
      least === most
        ? least
        : `${least} to ${most} (of half of them up to ${median})`
    } pixels, ${report.coloured ? "in colour" : "grey"}`,
    classesLine(report),
    ...report.parts.length === 0
      ? []
      : [`parts by folders: ${report.parts.join(", ")}`],
    ...passed === "" ? [] : [`passed over: ${passed}`],
    `${
      looked === pictures ? "" : `of ${looked} that were looked at, `
    }${duplicates} have the pixels of another, and ${nearDuplicates} are nearly another; they stay in one part each`,
    ...groups >= LEAST ? [] : [
      `to see to: no more than ${groups} are not nearly another, so that little is held out and the verdict may stay open; add pictures of other things`,
    ],
    ...report.problems.map((problem) => `to see to: ${problem}`),
  ];
}

function classesLine({ classes }: PicturesReport): string {
  const counts = Object.values(classes);
  if (counts.length === 0) return "no classes: nothing here needs any";
  const sizes = [...new Set([Math.min(...counts), Math.max(...counts)])];
  return `${counts.length} ${counts.length === 1 ? "class" : "classes"} of ${
    sizes.join(" to ")
  } ${sizes.at(-1) === 1 ? "picture" : "pictures"}`;
}

function timeLines(offer: StudyOffer): string[] {
  const { chosen, seconds, asked, enough, larger } = offer;
  const few = timeFlag(enough);
  const wide = larger && timeFlag(larger.seconds);
  return [
    `it takes about ${
      roughTime(seconds)
    } here at most, and goes on after any interruption`,
    ...seconds <= asked ? [] : [
      `that is more than ${
        roughTime(asked)
      }, for a study with fewer steps tells nothing${
        chosen.size > 16 ? "; a smaller --size takes less" : ""
      }`,
    ],
    ...larger === undefined ? [] : [
      `a whole study at ${larger.size} pixels, with trainings of ${ENOUGH} steps, takes up to ${
        roughTime(larger.seconds)
      }${wide === undefined ? "" : `: --size ${larger.size} ${wide}`}`,
    ],
    ...chosen.steps >= ENOUGH ? [] : [
      `fewer than ${ENOUGH} steps: the normal latent will hardly be trained to its end, and the verdict stays open; for those give ${
        few === undefined ? "" : `--size ${chosen.size} ${few}`
      }${
        chosen.size > 16
          ? `${few === undefined ? "" : ", or "}a smaller --size`
          : ""
      }`,
    ],
  ];
}
