import type { AppProject, PlistFile } from "../model/project/snapshot";
import { literalString, topEntry } from "./project-facts";
import type { Finding, ProjectRule } from "./rule";
import { reported } from "./sources";

const keys = ["application-identifier", "com.apple.application-identifier"];

export const applicationIdentifier: ProjectRule = {
  code: "BA212",
  title: "The application identifier of the entitlements is not that of the bundle",
  severity: "error",
  scope: "project",
  evidence: [
    reported(
      "90886: “Cannot be used with TestFlight because the signature … is missing an application identifier”, after an extension was signed with entitlements that did not fit.",
    ),
  ],
  explanation:
    "Xcode writes the application identifier (team, dot, bundle identifier) into the signature by itself. Where an entitlements file has one of its own it has to be that of its bundle: with the app's in the extension, or an old one, the build cannot be used with TestFlight (90886), and its build number is spent.",
  examples: {
    wrong:
      "<!-- entitlements of com.example.app.downloader -->\n<key>application-identifier</key>\n<string>ABCDE12345.com.example.app</string>",
    right: "<!-- nothing: Xcode adds it -->",
  },
  *check(project) {
    yield* judge(project.appEntitlements, project.app, "app", project);
    if (project.extensionEntitlements !== project.appEntitlements) {
      yield* judge(project.extensionEntitlements, project.extension, "extension", project);
    }
  },
};

function* judge(
  entitlements: PlistFile | undefined,
  bundle: PlistFile | undefined,
  target: string,
  { configuration, extension }: AppProject,
): Iterable<Finding> {
  if (entitlements === undefined || (configuration.mode === "none" && extension === undefined)) return;
  const bundleId = literalString(topEntry(bundle, "CFBundleIdentifier")?.value);
  for (const key of keys) {
    const entry = topEntry(entitlements, key);
    const text = literalString(entry?.value);
    if (entry === undefined || text === undefined) continue;
    const [team, ...rest] = text.split(".");
    const id = rest.join(".");
    const fits = id === "*" || bundleId === undefined || id === bundleId || matchesWildcard(id, bundleId);
    if (fits && team !== "" && id !== "") continue;
    yield {
      path: entitlements.path,
      range: (entry.value ?? entry.key).range,
      message: `${key} is “${text}”${bundleId === undefined ? "" : `, and the ${target} is ${bundleId}`}: a signature with it cannot be used with TestFlight (90886). Remove it; Xcode writes the right one.`,
    };
  }
}

function matchesWildcard(id: string, bundleId: string): boolean {
  return id.endsWith(".*") && bundleId.startsWith(id.slice(0, -1));
}
