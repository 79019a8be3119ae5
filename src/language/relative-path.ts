/** A path as seen from a folder, both absolute with `/`: `../other/file`. On another drive the path stays absolute. */
export function relativePath(folder: string, path: string): string {
  const from = folder.split("/").filter((part) => part !== "");
  const to = path.split("/").filter((part) => part !== "");
  let shared = 0;
  while (shared < from.length && shared < to.length - 1 && from[shared] === to[shared]) shared++;
  if (shared === 0 && /^[A-Za-z]:$/.test(to[0] ?? "") && from[0] !== to[0]) return path;
  return [...from.slice(shared).map(() => ".."), ...to.slice(shared)].join("/");
}
