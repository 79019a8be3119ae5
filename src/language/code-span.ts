/**
 * Text of a file as Markdown that shows it and nothing else. A line break would end the span, and behind it a picture of a
 * stranger's server is loaded when somebody only points at a word.
 */
export function codeSpan(text: string): string {
  return `\`${text.replaceAll("`", "'").replace(/[\p{Cc}\u2028\u2029]+/gu, " ")}\``;
}
