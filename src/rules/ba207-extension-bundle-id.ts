import type { AppProject } from "../model/project/snapshot";
import { replaceValue } from "./plist-fixes";
import { literalString, topEntry } from "./project-facts";
import { appValue, builtValues, inConfiguration } from "./resolved-bundle-values";
import type { Finding, ProjectRule } from "./rule";
import { reported, session } from "./sources";

export const extensionBundleId: ProjectRule = {
  code: "BA207",
  title: "The extension's bundle identifier is not a child of the app's",
  severity: "error",
  scope: "project",
  evidence: [
    session(2023, "The extension's bundle identifier must be prefixed by the app's."),
    reported("An extension whose identifier is no child of the app's is registered and never matched to the app."),
  ],
  explanation:
    "The system matches the extension to its app by the bundle identifier: `com.example.app.downloader` belongs to `com.example.app`. With any other identifier Xcode refuses to build, or the extension is installed and never launched. Build settings in the identifiers are filled in where the project file says what they are, for each configuration; otherwise nothing is said.",
  examples: {
    wrong: "<!-- app: com.example.app -->\n<key>CFBundleIdentifier</key>\n<string>com.example.downloader</string>",
    right: "<!-- app: com.example.app -->\n<key>CFBundleIdentifier</key>\n<string>com.example.app.downloader</string>",
  },
  *check(project) {
    yield* builtIdentifiers(project);
    const { app, extension } = project;
    const own = topEntry(extension, "CFBundleIdentifier")?.value;
    const ofApp = appValue(project, "CFBundleIdentifier");
    const ownId = literalString(own);
    const appId = ofApp?.value;
    if (extension === undefined || extension === app || own === undefined || ofApp === undefined) return;
    if (!ownId || !appId || (ownId.startsWith(`${appId}.`) && ownId.length > appId.length + 1)) return;
    const last = ownId === appId ? "downloader" : (ownId.split(".").filter(Boolean).at(-1) ?? "downloader");
    const child = `${appId}.${last}`;
    yield {
      path: extension.path,
      range: own.range,
      message: `The extension's CFBundleIdentifier ${ownId} is not a child of the app's ${appId}: the system never matches the extension to the app, and nothing is downloaded. It has to begin with “${appId}.”.`,
      related: [{ ...ofApp.location, message: "The app's CFBundleIdentifier" }],
      fixes: [
        {
          title: `Write ${child}`,
          preferred: false,
          edits: () => [replaceValue(extension, own, child)],
        },
      ],
    };
  },
};

/** The identifiers that come from build settings, for each configuration. */
function* builtIdentifiers(project: AppProject): Iterable<Finding> {
  const seen = new Set<string>();
  for (const { configuration, app, extension } of builtValues(project, "CFBundleIdentifier")) {
    if (extension.value.startsWith(`${app.value}.`) && extension.value.length > app.value.length + 1) continue;
    const { path, range } = extension.location;
    if (seen.has(`${path} ${range.start}`)) continue;
    seen.add(`${path} ${range.start}`);
    yield {
      path,
      range,
      message: `${inConfiguration(configuration)} extension's bundle identifier is ${extension.value}, which is not a child of the app's ${app.value}: the system never matches the extension to the app, and nothing is downloaded. It has to begin with “${app.value}.”.`,
      related: [{ ...app.location, message: `The app's bundle identifier` }],
    };
  }
}
