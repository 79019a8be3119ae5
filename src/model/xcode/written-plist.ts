import type { PlistDict, PlistDocument, PlistEntry, PlistNode } from "../plist/syntax";
import { LineIndex, type OffsetRange } from "../text";

/** A property list that a tool writes from a project's sources, so that it is edited there. */
export interface WrittenPlist {
  /** Where the tool writes it; nothing has to be there. */
  readonly path: string;
  /** The file that it stands in. */
  readonly sourcePath: string;
  readonly kind: "info" | "entitlements";
  readonly plist: PlistDocument;
}

/**
 * A value that is only known when the project is made. Written as a reference to a build setting that nobody has, so
 * that it counts as there, and as unknown, wherever a value is looked at.
 */
export function unknownValue(range: OffsetRange): PlistNode {
  return { kind: "string", value: "$(COMPUTED_BY_THE_PROJECT_FILE)", range, contentRange: range };
}

/** The property list of a dictionary that stands in a source. `defaults`: what the tool adds where the keys are not written. */
export function writtenPlist(
  written: Omit<WrittenPlist, "plist">,
  text: string,
  dict: { readonly entries: readonly PlistEntry[]; readonly range: OffsetRange },
  defaults: Readonly<Record<string, string>> = {},
): WrittenPlist {
  const { range } = dict;
  const present = new Set(dict.entries.map(({ key }) => key.name));
  const added = Object.entries(defaults).flatMap(([name, value]): readonly PlistEntry[] =>
    present.has(name)
      ? []
      : [
          {
            key: { name, range, contentRange: range },
            value: { kind: "string", value, range, contentRange: range },
            range,
          },
        ],
  );
  const root: PlistDict = { kind: "dict", range, contentRange: range, entries: [...dict.entries, ...added] };
  return { ...written, plist: { format: "project-source", text, lines: new LineIndex(text), root, problems: [] } };
}

/** What XcodeGen and Tuist put into an Info.plist by themselves, as far as it matters here. */
export function defaultInfoPlist(productType: string | undefined): Readonly<Record<string, string>> {
  return {
    CFBundleExecutable: "$(EXECUTABLE_NAME)",
    CFBundleIdentifier: "$(PRODUCT_BUNDLE_IDENTIFIER)",
    CFBundleName: "$(PRODUCT_NAME)",
    CFBundlePackageType: packageType(productType ?? ""),
    CFBundleShortVersionString: "1.0",
    CFBundleVersion: "1",
  };
}

function packageType(productType: string): string {
  if (/extension/.test(productType)) return "XPC!";
  if (/test|bundle$/.test(productType)) return "BNDL";
  return /framework/.test(productType) ? "FMWK" : "APPL";
}
