import { isManaged, topEntry } from "./project-facts";
import type { ProjectRule } from "./rule";
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
    "The system launches the downloader extension to learn what to download; in managed projects it has to be there even though its code comes from Apple. An app without one is ended at the first use of the shared asset pack manager; an unmanaged one downloads nothing when it is installed or updated. This is said only where a project file was read as a whole and shows what the app's target embeds.",
  examples: {
    wrong: "# project.yml\ntargets:\n  App:\n    type: application",
    right: "# project.yml\ntargets:\n  App:\n    type: application\n    dependencies:\n      - target: Downloader",
  },
  *check(project) {
    const { app, build, configuration } = project;
    if (build === undefined || build.embedding !== "none" || configuration.mode === "none") return;
    const [target] = build.app.targets;
    if (target === undefined) return;
    const managed = isManaged(project);
    const [unused] = build.notEmbedded;
    const isSpec = build.app.project.format === "xcodegen";
    const consequence = managed
      ? "the first use of AssetPackManager ends the app"
      : "nothing is downloaded when the app is installed or updated";
    const remedy =
      unused === undefined
        ? "Add a target of Xcode's template “Background Download”."
        : isSpec
          ? `Write “- target: ${unused.name.value}” under its dependencies, without “embed: false”.`
          : `Add ${unused.name.value} under “Frameworks, Libraries, and Embedded Content” of the target.`;
    const first = ["BAHasManagedAssetPacks", "BAManifestURL", "BAAppGroupID"]
      .map((key) => topEntry(app, key))
      .find((entry) => entry !== undefined);
    yield {
      path: target.name.location.path,
      range: target.name.location.range,
      severity: managed ? "error" : "warning",
      message: `The target ${target.name.value} embeds no downloader extension, but its Info.plist sets Background Assets up: ${consequence}. ${remedy}`,
      related: [
        ...(first === undefined ? [] : [{ path: app.path, range: first.key.range, message: "Set up here" }]),
        ...(unused === undefined ? [] : [{ ...unused.name.location, message: "This target is not embedded" }]),
      ],
    };
  },
};
