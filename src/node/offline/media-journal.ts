/** Written by us into the folder of a download: without it a folder is somebody else's, and nothing is written there. */
const header = JSON.stringify({ format: "background-assets offline media", version: 1 });

/** A file that is whole, with its size in bytes. */
export type WholeFiles = ReadonlyMap<string, number>;

/** Names that a download gives its files; a journal of others cannot make us look elsewhere. */
const ownPath = /^(?:(?:video|audio|text|key)\/)?(?:[A-Za-z0-9-]+\/)?[A-Za-z0-9-]+\.[a-z0-9]{1,6}$/;

/** The files that a journal names; undefined where the text is no journal of ours. A torn last line is left out. */
export function readJournal(text: string): WholeFiles | undefined {
  const [first, ...lines] = text.split("\n");
  if (first !== header) return undefined;
  const files = new Map<string, number>();
  for (const line of lines) {
    const entry = readEntry(line);
    if (entry !== undefined) files.set(entry.path, entry.bytes);
  }
  return files;
}

/** The whole journal, in the order of the files: the same for a download in one go and for one that was continued. */
export function journalText(files: WholeFiles): string {
  return `${[header, ...[...files].map(([path, bytes]) => journalLine(path, bytes))].join("\n")}\n`;
}

export function journalLine(path: string, bytes: number): string {
  return JSON.stringify({ path, bytes });
}

function readEntry(line: string): { readonly path: string; readonly bytes: number } | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (typeof value !== "object" || value === null || !("path" in value) || !("bytes" in value)) return undefined;
  const { path, bytes } = value;
  if (typeof path !== "string" || typeof bytes !== "number") return undefined;
  return ownPath.test(path) && Number.isSafeInteger(bytes) && bytes >= 0 ? { path, bytes } : undefined;
}
