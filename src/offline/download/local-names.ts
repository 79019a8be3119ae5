/** Endings that a file of the output folder may have; anything else that a URL ends in becomes `bin`. */
const endings = new Set([
  "ts",
  "m4s",
  "mp4",
  "m4a",
  "m4v",
  "m4i",
  "cmfv",
  "cmfa",
  "cmft",
  "aac",
  "ac3",
  "ec3",
  "mp3",
  "vtt",
  "webvtt",
  "wvm",
]);

/** The ending of a URL's path, without the dot. */
export function endingOf(url: string): string {
  const path = URL.canParse(url) ? new URL(url).pathname : "";
  const ending = /\.([A-Za-z0-9]{1,6})$/.exec(path)?.[1]?.toLowerCase() ?? "";
  return endings.has(ending) ? ending : "bin";
}

/** Eight hexadecimal digits (FNV-1a) that tell names of different URLs apart; no protection against anybody. */
export function shortHash(text: string): string {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    hash ^= text.charCodeAt(index);
    hash = Math.imul(hash, 0x01000193);
  }
  return (hash >>> 0).toString(16).padStart(8, "0");
}

/** `00012-5f3a9c01.m4s`: the same in every run. */
export function numberedName(number: number, url: string, range: { readonly offset: number } | undefined): string {
  const key = range === undefined ? url : `${url}@${range.offset}`;
  return `${String(number).padStart(5, "0")}-${shortHash(key)}.${endingOf(url)}`;
}
