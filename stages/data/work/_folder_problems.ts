import type { Layout } from "./folder_classes.ts";
import { type Listing, REMEDIES, some } from "./list_pictures.ts";

/** Pictures of a class below which little can be said of it. */
const FEW = 10;
/** Reasons that are told. */
const REASONS = 4;

/** What should be seen to about a folder of pictures, one sentence each. */
export function problemsOf(
  { listing, layout, classes, unreadable }: {
    readonly listing: Listing;
    readonly layout: Layout;
    /** Pictures by class. */
    readonly classes: Readonly<Record<string, number>>;
    /** Pictures that cannot be read, and why. */
    readonly unreadable: readonly {
      readonly path: string;
      readonly why: string;
    }[];
  },
): string[] {
  const { passedOver, folders } = listing;
  const problems: string[] = [];
  for (const [kind, remedy] of Object.entries(REMEDIES)) {
    const files = passedOver[kind];
    if (files !== undefined) {
      problems.push(`passes over ${files.length} ${kind} (${remedy})`);
    }
  }
  for (const kind of ["broken link", "unreadable name"]) {
    const files = passedOver[kind];
    if (files === undefined) continue;
    problems.push(`passes over ${some(files)}: ${kind}; mend or rename`);
  }
  if (unreadable.length > 0) {
    const whys = [...Map.groupBy(unreadable, ({ why }) => why)].map(
      ([why, files]) => `${some(files.map(({ path }) => path))}: ${why}`,
    );
    problems.push(
      `${unreadable.length} cannot be read and will be left out: ${
        whys.slice(0, REASONS).join("; ")
      }${whys.length > REASONS ? " and other reasons" : ""}`,
    );
  }
  const named = new Set(
    folders.flatMap((path) => layout.classOf(`${path}/`) ?? []),
  );
  const empty = [...named].filter((name) => !Object.hasOwn(classes, name));
  if (empty.length > 0) {
    problems.push(`no pictures of class ${some(empty)}; it will be left out`);
  }
  const few = Object.keys(classes).filter((name) => classes[name]! < FEW);
  if (few.length > 0) {
    problems.push(
      `fewer than ${FEW} pictures of class ${some(few)}; add some`,
    );
  }
  return problems;
}
