/** A wheel on PyPI, told by its hash. */
export interface Wheel {
  /** Name and version, such as `"tensorflow-cpu==2.15.1"`. */
  readonly requirement: string;
  /** Hash of the file, in hexadecimal digits. */
  readonly sha256: string;
  /** Bytes to download. */
  readonly download: number;
}

/** Lines of a requirements file that admits these wheels only. */
export function requirements(wheels: readonly Wheel[]): string {
  return wheels.map(({ requirement, sha256 }) =>
    `${requirement} --hash=sha256:${sha256}\n`
  ).join("");
}

/**
 * Arguments for `python3` with which pip puts wheels into a folder.
 *
 * @param list Path of a requirements file
 * @param options `tags`: options that say for which Python and system, which may
 * differ from the machine's own
 */
export function downloadArguments(
  list: string,
  { tags, folder }: {
    readonly tags: readonly string[];
    readonly folder: string;
  },
): string[] {
  return [
    ...["-m", "pip", "download", "--quiet", "--no-deps"],
    "--only-binary=:all:",
    ...tags,
    ...["--dest", folder, "--requirement", list],
  ];
}

const EXTRACT = `
import sys, zipfile
wheel, folder, *starts = sys.argv[1:]
with zipfile.ZipFile(wheel) as archive:
    for name in archive.namelist():
        if name.startswith(tuple(starts)):
            archive.extract(name, folder)
`;

/** Arguments for `python3` that take out of a wheel what starts with these paths. */
export function extractArguments(
  wheel: string,
  { folder, starts }: {
    readonly folder: string;
    readonly starts: readonly string[];
  },
): string[] {
  return ["-c", EXTRACT, wheel, folder, ...starts];
}
