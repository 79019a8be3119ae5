import { folderOf, isBelow } from "../model/project/paths";
import type { AppProject, ProjectSnapshot } from "../model/project/snapshot";
import { isManaged, topEntry } from "./project-facts";
import type { Finding, ProjectRule } from "./rule";
import { appleHostedArticle, reported, unmanagedArticle } from "./sources";

export const noEmbeddedExtension: ProjectRule = {
  code: "BA201",
  title: "The app embeds no downloader extension",
  severity: "error",
  scope: "project",
  evidence: [
    appleHostedArticle("A Background Download extension target is added to the app."),
    unmanagedArticle("A Background Download extension target is added to the app."),
    reported(
      "Without it the first use of AssetPackManager ends the app: “The app couldn't be validated: The app lacks a Background Assets downloader extension.” Managed projects need it too, though it has no code of its own.",
    ),
  ],
  explanation:
    "The system launches the downloader extension to learn what to download; in managed projects it has to be there even though its code comes from Apple. An app without one is ended at the first use of the shared asset pack manager; an unmanaged one downloads nothing when it is installed or updated. This is said only where a project file was read as a whole and shows what the app's target embeds, or where a built app (`.app`, `.xcarchive`, `.ipa`) was read that has none.",
  examples: {
    wrong: "# project.yml\ntargets:\n  App:\n    type: application",
    right: "# project.yml\ntargets:\n  App:\n    type: application\n    dependencies:\n      - target: Downloader",
  },
  *check(project, snapshot) {
    yield* builtWithout(project, snapshot);
    const { app, build, configuration } = project;
    if (build === undefined || build.embedding !== "none" || configuration.mode === "none") return;
    const [target] = build.app.targets;
    if (target === undefined) return;
    const [unused] = build.notEmbedded;
    const isSpec = build.app.project.format === "xcodegen";
    const remedy =
      unused === undefined
        ? "Add a target of Xcode's template “Background Download”."
        : isSpec
          ? `Write “- target: ${unused.name.value}” under its dependencies, without “embed: false”.`
          : `Add ${unused.name.value} under “Frameworks, Libraries, and Embedded Content” of the target.`;
    const first = setUpAt(project);
    yield {
      path: target.name.location.path,
      range: target.name.location.range,
      severity: severityFor(project),
      message: `The target ${target.name.value} embeds no downloader extension, but its Info.plist sets Background Assets up: ${consequenceFor(project)}. ${remedy}`,
      related: [
        ...(first === undefined ? [] : [{ path: app.path, range: first.key.range, message: "Set up here" }]),
        ...(unused === undefined ? [] : [{ ...unused.name.location, message: "This target is not embedded" }]),
      ],
    };
  },
};

/** A built app holds what it embeds; whether the extension lies in the right folder is BA202's matter. */
function* builtWithout(project: AppProject, { files, wholeApps }: ProjectSnapshot): Iterable<Finding> {
  const { app, extension, configuration } = project;
  if (wholeApps?.has(app.path) !== true || extension !== undefined || configuration.mode === "none") return;
  const bundle = folderOf(app.path);
  const extensions = [...files.values()].filter((file) => /\.appex\//i.test(file.path) && isBelow(file.path, bundle));
  // One that cannot be read may be the downloader, and so may each one of several.
  if (extensions.some((file) => file.kind === "extension-info-plist" || ("plist" in file && !file.plist.root))) return;
  yield {
    path: app.path,
    range: setUpAt(project)?.key.range ?? { start: 0, end: 0 },
    severity: severityFor(project),
    message: `The Info.plist sets Background Assets up (${setUpAt(project)?.key.name ?? configuration.mode}), but the app holds no downloader extension in Extensions: ${consequenceFor(project)}. Embed a target of Xcode's template “Background Download” and build again.`,
  };
}

function setUpAt({ app }: AppProject) {
  const keys = ["BAHasManagedAssetPacks", "BAManifestURL", "BAAppGroupID"];
  return keys.map((key) => topEntry(app, key)).find((entry) => entry !== undefined);
}

function severityFor(project: AppProject): "error" | "warning" {
  return isManaged(project) ? "error" : "warning";
}

function consequenceFor(project: AppProject): string {
  return isManaged(project)
    ? "the first use of AssetPackManager ends the app"
    : "nothing is downloaded when the app is installed or updated";
}
