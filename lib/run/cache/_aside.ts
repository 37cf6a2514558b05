/** What desktops leave behind: it comes and goes without anybody's doing. */
const LITTER = new Set([
  ".ds_store",
  "thumbs.db",
  "ehthumbs.db",
  "desktop.ini",
  "icon\r",
]);

/** Folders that systems and programs keep beside files. */
const KEPT_ASIDE = new Set([
  "__macosx",
  "@eadir",
  "$recycle.bin",
  "#recycle",
  "@recycle",
  "lost+found",
  "system volume information",
]);

/**
 * Whether a name says that an entry is not meant to be seen: `"litter"` of
 * desktops, or `"hidden"`, which copies by editors are, too.
 */
export function asideKind(name: string): "litter" | "hidden" | undefined {
  const lower = name.toLowerCase();
  if (LITTER.has(lower)) return "litter";
  const isHidden = name.startsWith(".") || name.endsWith("~") ||
    KEPT_ASIDE.has(lower);
  return isHidden ? "hidden" : undefined;
}
