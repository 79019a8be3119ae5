/** What a path of a manifest says, in a form that can be compared. */
export type PackPath =
  /** Relative, without `.` and empty parts, not leaving its root. `path` is "" for the root itself. */
  { readonly kind: "inside"; readonly path: string } | { readonly kind: "absolute" | "outside" | "empty" };

/** Reads a path of a selector or a `sourceRoot`. Only `/` separates, as on Apple's systems. */
export function readPackPath(text: string): PackPath {
  if (text === "") return { kind: "empty" };
  if (text.startsWith("/") || text.startsWith("~") || /^[A-Za-z]:[\\/]/.test(text)) return { kind: "absolute" };
  const parts: string[] = [];
  for (const part of text.split("/")) {
    if (part === "" || part === ".") continue;
    if (part !== "..") parts.push(part);
    else if (parts.pop() === undefined) return { kind: "outside" };
  }
  return { kind: "inside", path: parts.join("/") };
}

/** `folder/name`, and `name` where the folder is the root. */
export function joinPackPath(folder: string, path: string): string {
  return folder === "" ? path : path === "" ? folder : `${folder}/${path}`;
}

/** Whether a path lies below a folder; everything lies below the root "". */
export function isInPackFolder(path: string, folder: string): boolean {
  return folder === "" || path.startsWith(`${folder}/`);
}
