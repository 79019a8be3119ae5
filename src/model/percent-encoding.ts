/**
 * As `encodeURIComponent`, for any string: a half of a surrogate pair (from `"\ud800"` in somebody's JSON, or a file name on
 * Windows), for which that one throws, becomes the replacement character, as in UTF-8.
 */
export function percentEncoded(text: string): string {
  return encodeURIComponent(text.replace(/\p{Surrogate}/gu, "\ufffd"));
}
