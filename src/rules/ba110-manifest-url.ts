import type { PlistNode } from "../model/plist/syntax";
import type { PlistFile } from "../model/project/snapshot";
import { replaceValue } from "./plist-fixes";
import { intendedMode, isBuildVariable, parseUrl, topEntry } from "./project-facts";
import type { Finding, ProjectRule } from "./rule";
import { keyPage, localTestArticle, reported } from "./sources";

export const manifestUrl: ProjectRule = {
  code: "BA110",
  title: "BAManifestURL is not an https URL",
  severity: "error",
  scope: "project",
  evidence: [
    keyPage("BAManifestURL", "The URL of the manifest that the system downloads before it launches the extension."),
    localTestArticle("Background Assets uses HTTPS for all downloads, also from the local mock server."),
    reported(
      "At run time: “The 'BAManifestURL' must be a link to an 'https://' URL”. No exception is made for localhost.",
    ),
  ],
  explanation:
    "The system downloads the manifest over HTTPS before it launches the extension. With an empty, relative or `http://` URL there is no manifest and so nothing to download; an http URL ends the app. Exceptions of App Transport Security do not apply, and there is none for localhost: a local asset host needs a certificate that the device trusts.",
  examples: {
    wrong: "<key>BAManifestURL</key>\n<string>http://assets.example.com/manifest.json</string>",
    right: "<key>BAManifestURL</key>\n<string>https://assets.example.com/manifest.json</string>",
  },
  *check(project) {
    // Apple-hosted: BA108 asks to remove the key.
    if (intendedMode(project) === "apple-hosted") return;
    for (const file of [project.app, project.extension]) {
      if (file === undefined) continue;
      const value = topEntry(file, "BAManifestURL")?.value;
      if (value?.kind !== "string" || isBuildVariable(value.value)) continue;
      const finding = judge(file, value, value.value);
      if (finding !== undefined) yield finding;
    }
  },
};

function judge(file: PlistFile, node: PlistNode, text: string): Finding | undefined {
  const at = { path: file.path, range: node.range };
  const trimmed = text.trim();
  if (trimmed === "") {
    return {
      ...at,
      message:
        "BAManifestURL is empty: there is no manifest to download, so the extension is never asked for downloads and nothing arrives. Write the https URL of the manifest.",
    };
  }
  const url = parseUrl(trimmed);
  if (url === undefined || url.hostname === "") {
    return {
      ...at,
      message: `BAManifestURL “${shortened(trimmed)}” is not an absolute URL: there is no manifest to download, and nothing arrives. Write the whole URL, from https:// on.`,
    };
  }
  if (url.protocol === "http:") {
    const local = isLoopback(url.hostname)
      ? " There is no exception for localhost: a local asset host needs HTTPS too."
      : "";
    return {
      ...at,
      message: `BAManifestURL is an http URL (“${shortened(trimmed)}”): Background Assets downloads over HTTPS only, and the app is ended on the device.${local} Use https.`,
      fixes: isLoopback(url.hostname)
        ? []
        : [
            {
              title: "Use https",
              preferred: true,
              edits: () => [replaceValue(file, node, trimmed.replace(/^http:/i, "https:"))],
            },
          ],
    };
  }
  if (url.protocol !== "https:") {
    return {
      ...at,
      message: `BAManifestURL has the scheme ${url.protocol.slice(0, -1)} (“${shortened(trimmed)}”): Background Assets downloads over HTTPS only, so the manifest never arrives. Use https.`,
    };
  }
  if (text !== trimmed) {
    return {
      ...at,
      message: `BAManifestURL has space around it (“${shortened(JSON.stringify(text).slice(1, -1))}”): what is between the tags counts as it stands, and does not begin with https://, so the app is ended on the device. Write the URL right between the tags.`,
      fixes: [
        { title: "Remove the space around the URL", preferred: true, edits: () => [replaceValue(file, node, trimmed)] },
      ],
    };
  }
  // A host of this computer: BA401.
  return undefined;
}

function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname.endsWith(".localhost") || /^127\.|^\[::1\]$/.test(hostname);
}

function shortened(text: string): string {
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}
