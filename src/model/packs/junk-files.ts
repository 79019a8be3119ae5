/** Files that nobody means to ship: of file managers, version control, editors and unfinished downloads. */
const junkNames = new Set([
  ".ds_store",
  "thumbs.db",
  "desktop.ini",
  ".localized",
  ".gitignore",
  ".gitattributes",
  ".gitkeep",
  ".keep",
  ".directory",
  "icon\r",
]);

const junkFolders = new Set([".git", ".svn", ".hg", "__macosx", ".spotlight-v100", ".trashes", ".fseventsd"]);

const junkEndings = /(\.sw[op]|~|\.orig|\.rej|\.bak|\.tmp|\.temp|\.part|\.crdownload|\.download|\.aar)$/i;

/** Why a file of a pack is surely not meant to be in it; undefined where it may be. */
export function junkReason(path: string): string | undefined {
  const parts = path.split("/");
  const name = (parts.at(-1) ?? "").toLowerCase();
  const folder = parts.slice(0, -1).find((part) => junkFolders.has(part.toLowerCase()));
  if (folder !== undefined) return `what lies in ${folder}`;
  if (junkNames.has(name)) return parts.at(-1);
  if (name.startsWith("._")) return "a resource fork (._…)";
  const ending = junkEndings.exec(name)?.[0];
  return ending === undefined ? undefined : `a file ending in ${ending}`;
}
