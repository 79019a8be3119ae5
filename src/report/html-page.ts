import { escapeHtml } from "./html-escape";
import { reportStyle } from "./html-style";

/** A self-contained page: no script, nothing loaded from anywhere, readable in light and dark. */
export function htmlPage(title: string, body: string): string {
  const policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";
  return `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}"><title>${escapeHtml(title)}</title><style>${reportStyle}</style></head>
<body>
${body}
</body></html>
`;
}
