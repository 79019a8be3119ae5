/** Paths in the core are absolute with `/`; on Windows they begin with a drive (`C:/`). */

/** The folder that holds a file; a root is its own folder. */
export function folderOf(path: string): string {
  const slash = path.lastIndexOf("/");
  if (slash < 0) return "";
  if (slash === 0) return "/";
  const folder = path.slice(0, slash);
  return /^[A-Za-z]:$/.test(folder) ? `${folder}/` : folder;
}

export function fileName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** The file's name without its last extension. */
export function fileStem(path: string): string {
  const name = fileName(path);
  const dot = name.lastIndexOf(".");
  return dot > 0 ? name.slice(0, dot) : name;
}

export function isBelow(path: string, folder: string): boolean {
  return path.startsWith(folder.endsWith("/") ? folder : `${folder}/`);
}

/** `relative` (or absolute) as seen from a folder, with `.` and `..` resolved; `\` counts as `/`. */
export function resolvePath(folder: string, relative: string): string {
  const plain = relative.replaceAll("\\", "/");
  const joined = plain.startsWith("/") || /^[A-Za-z]:\//.test(plain) ? plain : `${folder}/${plain}`;
  const root = /^([A-Za-z]:)?\//.exec(joined)?.[0] ?? "";
  const parts: string[] = [];
  for (const part of joined.slice(root.length).split("/")) {
    if (part === "" || part === ".") continue;
    if (part === "..") parts.pop();
    else parts.push(part);
  }
  return root + parts.join("/");
}

/** The deepest folder that holds all of these files. */
export function commonFolder(paths: readonly string[]): string {
  const [first, ...others] = paths;
  if (first === undefined) return "";
  let folder = folderOf(first);
  while (!others.every((path) => isBelow(path, folder))) {
    const up = folderOf(folder);
    if (up === folder) return folder;
    folder = up;
  }
  return folder;
}

/** The folder of a file and the folders above it, nearest first. */
export function foldersAbove(path: string): readonly string[] {
  const folders: string[] = [];
  for (let folder = folderOf(path); ; folder = folderOf(folder)) {
    if (folders.at(-1) === folder || folder === "") return folders;
    folders.push(folder);
  }
}

/** How many folders lie between a folder and a file in or below it; 0 for a file right in it. */
export function depthBelow(path: string, folder: string): number {
  return (
    path
      .slice(folder.length)
      .split("/")
      .filter((part) => part !== "").length - 1
  );
}
