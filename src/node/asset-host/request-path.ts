/**
 * The path segments a request asks for, decoded. Undefined if they could name anything but something inside the served
 * folder: every way of writing `..`, a separator or NUL inside a segment, and what Windows reads as something else than a
 * plain name (drives, streams, trailing dots).
 */
export function requestSegments(path: string): readonly string[] | undefined {
  if (!path.startsWith("/")) return undefined;
  const segments: string[] = [];
  for (const encoded of path.slice(1).split("/")) {
    let segment: string;
    try {
      segment = decodeURIComponent(encoded);
    } catch {
      return undefined;
    }
    if (segment === "" || segment === "." || segment === ".." || /[/\\\0]/.test(segment)) return undefined;
    if (process.platform === "win32" && (/[:*?"<>|]/.test(segment) || /[. ]$/.test(segment))) return undefined;
    segments.push(segment);
  }
  return segments;
}

/** Splits a request target into path and query; an absolute one (`GET https://host/path`) loses its origin. */
export function splitTarget(target: string): { readonly path: string; readonly query: string } {
  const local = target.replace(/^https?:\/\/[^/?#]*/i, "");
  const question = local.indexOf("?");
  return question === -1
    ? { path: local || "/", query: "" }
    : { path: local.slice(0, question) || "/", query: local.slice(question) };
}
