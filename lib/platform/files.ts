/** A file that is open; closed when it is disposed of. */
export type OpenFile = Deno.FsFile;

/** What the system tells of a file or folder. */
export type FileInfo = Deno.FileInfo;

/** A name in a folder, and what stands under it, links not followed. */
export type DirEntry = Deno.DirEntry;

/** All bytes of a file. */
export function readFile(path: string): Promise<Uint8Array<ArrayBuffer>> {
  return Deno.readFile(path);
}

/** Same as {@linkcode readFile}, at once. */
export function readFileSync(path: string): Uint8Array<ArrayBuffer> {
  return Deno.readFileSync(path);
}

/** A file's text. */
export function readTextFile(path: string): Promise<string> {
  return Deno.readTextFile(path);
}

/** Same as {@linkcode readTextFile}, at once. */
export function readTextFileSync(path: string): string {
  return Deno.readTextFileSync(path);
}

/** Writes a file, over one that is there. */
export function writeFile(path: string, bytes: Uint8Array): Promise<void> {
  return Deno.writeFile(path, bytes);
}

/** Writes a file of text, over one that is there. */
export function writeTextFile(path: string, text: string): Promise<void> {
  return Deno.writeTextFile(path, text);
}

/** Same as {@linkcode writeTextFile}, at once. */
export function writeTextFileSync(path: string, text: string): void {
  Deno.writeTextFileSync(path, text);
}

/** Opens a file, to read it where nothing else is said. */
export function openSync(
  path: string,
  options?: Deno.OpenOptions,
): OpenFile {
  return Deno.openSync(path, options);
}

/** What lies at a path, links followed. */
export function stat(path: string): Promise<FileInfo> {
  return Deno.stat(path);
}

/** Same as {@linkcode stat}, at once. */
export function statSync(path: string): FileInfo {
  return Deno.statSync(path);
}

/** What lies at a path, be it a link. */
export function lstatSync(path: string): FileInfo {
  return Deno.lstatSync(path);
}

/** The path without links. */
export function realPathSync(path: string): string {
  return Deno.realPathSync(path);
}

/** What lies in a folder, in no order. */
export function readDirSync(path: string): Iterable<DirEntry> {
  return Deno.readDirSync(path);
}

/** Makes a folder. */
export function mkdir(
  path: string,
  options?: Deno.MkdirOptions,
): Promise<void> {
  return Deno.mkdir(path, options);
}

/** Same as {@linkcode mkdir}, at once. */
export function mkdirSync(path: string, options?: Deno.MkdirOptions): void {
  Deno.mkdirSync(path, options);
}

/** Makes an empty file of a name of its own in a folder. */
export function makeTempFileSync(folder: string): string {
  return Deno.makeTempFileSync({ dir: folder });
}

/** Makes a folder of a name of its own among the system's temporary ones. */
export function makeTempDirSync(prefix: string): string {
  return Deno.makeTempDirSync({ prefix });
}

/** Gives a file a second name. */
export function linkSync(path: string, name: string): void {
  Deno.linkSync(path, name);
}

/** Copies a file, over one that is there. */
export function copyFileSync(from: string, to: string): void {
  Deno.copyFileSync(from, to);
}

/** Puts a file at another path, in place of what is there. */
export function renameSync(from: string, to: string): void {
  Deno.renameSync(from, to);
}

/** Removes a file or folder. */
export function removeSync(path: string, options?: Deno.RemoveOptions): void {
  Deno.removeSync(path, options);
}

/** Sets when a file was last read and changed. */
export function utimeSync(path: string, read: Date, changed: Date): void {
  Deno.utimeSync(path, read, changed);
}

/** Whether there is something of this name, a link to nothing too. */
export function exists(path: string): boolean {
  try {
    lstatSync(path);
    return true;
  } catch {
    return false;
  }
}
