import { formatBytes } from "../model/sizes";
import type { ProjectRule } from "./rule";
import { reported, session } from "./sources";

/** Apple says "a few megabytes" of memory; a manifest that is read whole takes a multiple of its size. */
const largestInBytes = 4_000_000;

export const manifestTooLarge: ProjectRule = {
  code: "BA333",
  title: "The manifest is large for the extension's memory",
  severity: "warning",
  scope: "project",
  evidence: [
    session(
      2023,
      "An extension that uses more than a few megabytes of memory may be ended; files that are mapped into memory do not count.",
    ),
    reported("Developers saw a limit of about 6 MB."),
  ],
  explanation:
    "In an unmanaged project the extension reads the manifest to learn what to download, and it has a few megabytes of memory for all its work. Reading JSON takes a multiple of the file's size. An extension that is ended there schedules nothing, and the app starts without its assets. Map the file into memory and read it piece by piece, split it, or write it in a denser form.",
  *check({ configuration, manifest }) {
    if (manifest === undefined || configuration.mode !== "self-hosted-unmanaged") return;
    const { sizeInBytes } = manifest.reading;
    if (sizeInBytes <= largestInBytes) return;
    yield {
      path: manifest.path,
      range: { start: 0, end: 0 },
      message: `The manifest has ${formatBytes(sizeInBytes)}, and the extension that reads it has a few megabytes of memory: read as a whole it may end the extension, and nothing is downloaded. Map it into memory, or split it.`,
    };
  },
};
