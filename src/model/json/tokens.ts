/** jsonc-parser declares its token kinds as a const enum, which a single-file compiler cannot read. */
export const tokens = {
  openBrace: 1,
  closeBrace: 2,
  openBracket: 3,
  closeBracket: 4,
  comma: 5,
  colon: 6,
  null: 7,
  true: 8,
  false: 9,
  string: 10,
  number: 11,
  lineComment: 12,
  blockComment: 13,
  lineBreak: 14,
  trivia: 15,
  endOfFile: 17,
} as const;

/** By jsonc-parser's ScanError. */
export const scanErrorMessages: readonly string[] = [
  "",
  "The comment is not closed.",
  "The string is not closed on its line.",
  "The number is not complete.",
  "\\u must be followed by four hexadecimal digits.",
  "The character after the backslash is not a JSON escape.",
  "A control character must be written as an escape.",
];
