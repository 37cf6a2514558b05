import { PipelineError } from "../dsl/error.ts";
import type { PicturesReport } from "./app.ts";

/** Fewest different pictures of which something can be said. */
export const LEAST = 60;

/** Fewest groups of pictures that are not alike: one for each part. */
const PARTS = 3;

/** Pictures that are equal to none before them, among those looked at. */
function differentOf({ decoded, duplicates }: PicturesReport): number {
  return decoded - duplicates;
}

/** Groups of pictures that are equal or nearly so, among those looked at. */
export function groupsOf(report: PicturesReport): number {
  return differentOf(report) - report.nearDuplicates;
}

/**
 * Refuses pictures of which no study can say anything.
 *
 * @param pictures Their folder, as it is to be named
 * @throws {PipelineError} when too few of them are different, with the causes
 */
export function refusePictures(
  pictures: string,
  report: PicturesReport,
): void {
  const different = differentOf(report);
  if (different < LEAST) {
    throw new PipelineError(
      "misuse",
      `Cannot study '${pictures}': expected at least ${LEAST} different pictures, got ${different}${
        looked(report)
      }; ${
        causes(report).map((cause) => `${cause}; `).join("")
      }with fewer nothing can be told from chance`,
    );
  }
  const groups = groupsOf(report);
  if (groups >= PARTS) return;
  throw new PipelineError(
    "misuse",
    `Cannot study '${pictures}': nearly alike stay in one part, and that leaves ${groups} of ${PARTS}${
      looked(report)
    }; add pictures of other things`,
  );
}

function looked({ looked, pictures }: PicturesReport): string {
  return looked === pictures ? "" : ` of ${looked} looked at, of ${pictures}`;
}

function causes(report: PicturesReport): string[] {
  const { pictures, unreadable, duplicates, passed } = report;
  const [first] = unreadable;
  return [
    ...pictures === 0 && passed === ""
      ? ["the folder is empty: name another, or put pictures into it"]
      : [],
    ...first === undefined ? [] : [
      `${unreadable.length} cannot be read, the first '${first.path}' (${first.why}): replace them`,
    ],
    ...duplicates === 0 ? [] : [`${duplicates} have the pixels of another`],
    ...passed === "" ? [] : [`passed over are ${passed}`],
  ];
}
