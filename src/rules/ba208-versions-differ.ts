import type { AppProject } from "../model/project/snapshot";
import { replaceValue } from "./plist-fixes";
import { literalString, topEntry } from "./project-facts";
import { appValue, builtValues, inConfiguration } from "./resolved-bundle-values";
import type { Finding, ProjectRule } from "./rule";
import { reported } from "./sources";

export const versionsDiffer: ProjectRule = {
  code: "BA208",
  title: "App and extension have different versions",
  severity: "warning",
  scope: "project",
  evidence: [reported("App Store Connect reports ITMS-90473 for an extension whose version differs from its app's.")],
  explanation:
    "`CFBundleShortVersionString` and `CFBundleVersion` of an extension should be those of its app: App Store Connect complains otherwise (ITMS-90473). Let both come from the same build settings. Build settings in the versions are filled in where the project file says what they are, for each configuration; otherwise nothing is said.",
  examples: {
    wrong: "<!-- app: 2.0 -->\n<key>CFBundleShortVersionString</key>\n<string>1.0</string>",
    right: "<key>CFBundleShortVersionString</key>\n<string>$(MARKETING_VERSION)</string>",
  },
  *check(project) {
    const { app, extension } = project;
    if (extension === undefined || extension === app) return;
    for (const key of ["CFBundleShortVersionString", "CFBundleVersion"]) {
      yield* builtVersions(project, key);
      const own = topEntry(extension, key)?.value;
      const ofApp = appValue(project, key);
      const ownVersion = literalString(own);
      const appVersion = ofApp?.value;
      if (own === undefined || ofApp === undefined || !ownVersion || !appVersion || ownVersion === appVersion) continue;
      yield {
        path: extension.path,
        range: own.range,
        message: `The extension's ${key} is ${ownVersion}, the app's is ${appVersion}: App Store Connect reports ITMS-90473. Give both the same version.`,
        related: [{ ...ofApp.location, message: `The app's ${key}` }],
        fixes: [
          {
            title: `Write ${appVersion}, as the app`,
            preferred: true,
            edits: () => [replaceValue(extension, own, appVersion)],
          },
        ],
      };
    }
  },
};

/** The versions that come from build settings, for each configuration. */
function* builtVersions(project: AppProject, key: string): Iterable<Finding> {
  const seen = new Set<string>();
  for (const { configuration, app, extension } of builtValues(project, key)) {
    const { path, range } = extension.location;
    if (extension.value === app.value || seen.has(`${path} ${range.start}`)) continue;
    seen.add(`${path} ${range.start}`);
    yield {
      path,
      range,
      message: `${inConfiguration(configuration)} extension's ${key} is ${extension.value}, the app's is ${app.value}: App Store Connect reports ITMS-90473. Give both the same version.`,
      related: [{ ...app.location, message: `The app's ${key}` }],
    };
  }
}
