import { folderOf, isBelow, resolvePath } from "../project/paths";
import { possibleValues } from "./build-settings";
import type { TargetBuild } from "./target-build";
import type { XcodeModel } from "./xcode-model";
import { applicationType, type XcodeProject, type XcodeTarget } from "./xcode-project";

/** An app's target with the extension's target that it embeds. */
export interface EmbeddedPair {
  readonly app: TargetBuild;
  readonly extension: TargetBuild;
  /** The extension's Info.plist; undefined where it is not among the files. */
  readonly extensionPath: string | undefined;
}

/** What project files say about an app. */
export interface ProjectBuild {
  readonly app: TargetBuild;
  readonly extension: TargetBuild | undefined;
  /** Each app target with the extension that it embeds: several where targets share the Info.plist. */
  readonly pairs: readonly EmbeddedPair[];
  /** `none`: the project file was read as a whole and embeds no downloader extension. */
  readonly embedding: "found" | "none" | "unknown";
  /** Targets of downloader extensions in the same project that the app does not embed. */
  readonly notEmbedded: readonly XcodeTarget[];
  /** The files that this comes from: a finding may be in any of them. */
  readonly files: readonly string[];
}

/** What a property list is, as far as links between targets need it. */
export type PlistRole = "downloader" | "other";

export interface LinkedApp {
  readonly build: ProjectBuild;
  /** The Info.plist of the extension; undefined where it is not among the files. */
  readonly extensionPath: string | undefined;
}

interface PlistOwner {
  readonly project: XcodeProject;
  readonly targets: XcodeTarget[];
}

/** Which property lists belong to which targets, by the project files. */
export class TargetLinks {
  readonly #model: XcodeModel;
  readonly #paths: ReadonlySet<string>;
  readonly #roleOf: (path: string) => PlistRole;
  readonly #owners = new Map<string, PlistOwner>();
  readonly #plistsOf = new Map<XcodeTarget, readonly string[]>();

  /** `paths`: the property lists there are. */
  constructor(model: XcodeModel, paths: ReadonlySet<string>, roleOf: (path: string) => PlistRole) {
    this.#model = model;
    this.#paths = paths;
    this.#roleOf = roleOf;
    for (const project of model.projects) {
      for (const target of project.targets) this.#register(project, target);
    }
  }

  /** The Info.plists that targets of applications name. */
  get appPaths(): readonly string[] {
    return [...this.#owners].flatMap(([path, { targets }]) => (targets.some(isApplication) ? [path] : []));
  }

  /** Whether the project that an app belongs to knows a property list as that of another of its targets. */
  isKnownBeside(appPath: string, path: string): boolean {
    const owner = this.#owners.get(path);
    return owner !== undefined && owner.project === this.#owners.get(appPath)?.project;
  }

  app(path: string): LinkedApp | undefined {
    const owner = this.#owners.get(path);
    const targets = owner?.targets.filter(isApplication) ?? [];
    if (owner === undefined || targets.length === 0) return undefined;
    const { project } = owner;
    const pairs: EmbeddedPair[] = [];
    const extensions = new Set<XcodeTarget>();
    let isCertain = project.isComplete;
    for (const target of targets) {
      for (const { targetId, name } of target.phases.flatMap(({ products }) => products)) {
        const embedded = targetId === undefined ? undefined : project.targets.find(({ id }) => id === targetId);
        if (embedded === undefined) {
          // A product of another project, or a script that copies one.
          if (/\.appex$/i.test(name) || !name.includes(".")) isCertain = false;
          continue;
        }
        const role = this.#extensionRole(project, embedded);
        if (role === "unknown") isCertain = false;
        if (role !== "downloader") continue;
        extensions.add(embedded);
        const app = this.#model.buildOf(project, [target]);
        const extensionPath = this.#plistsOf.get(embedded)?.[0];
        pairs.push({ app, extension: this.#model.buildOf(project, [embedded]), extensionPath });
      }
    }
    const extension = extensions.size === 0 ? undefined : this.#model.buildOf(project, [...extensions]);
    return {
      build: {
        app: this.#model.buildOf(project, targets),
        extension,
        pairs,
        embedding: pairs.length > 0 ? "found" : isCertain ? "none" : "unknown",
        notEmbedded: project.targets.filter(
          (target) => !extensions.has(target) && this.#extensionRole(project, target) === "downloader",
        ),
        files: this.#model.filesOf(project),
      },
      extensionPath: [...extensions].flatMap((one) => this.#plistsOf.get(one) ?? [])[0],
    };
  }

  /**
   * The entitlements of what a build makes: of several configurations the last one's, which is the release. `undecided`
   * where the project file does not say enough.
   */
  entitlements(build: TargetBuild): string | undefined | "undecided" {
    const value = build.settings.value("CODE_SIGN_ENTITLEMENTS");
    if (value.kind === "unset") return build.settings.isComplete ? undefined : "undecided";
    const paths = possibleValues(value).map((one) => resolvePath(build.project.folder, one));
    if (paths.length === 0) return "undecided";
    const released =
      value.kind === "varies"
        ? value.values.findLast((one) => /release|store|prod/i.test(one.configuration))?.value
        : undefined;
    const preferred = released === undefined ? undefined : resolvePath(build.project.folder, released);
    if (preferred !== undefined && this.#paths.has(preferred)) return preferred;
    return paths.findLast((path) => this.#paths.has(path));
  }

  #register(project: XcodeProject, target: XcodeTarget): void {
    const plists = this.#findPlists(project, target);
    this.#plistsOf.set(target, plists);
    for (const path of plists) {
      const owner = this.#owners.get(path);
      if (owner === undefined) this.#owners.set(path, { project, targets: [target] });
      else if (owner.project === project) owner.targets.push(target);
    }
  }

  #findPlists(project: XcodeProject, target: XcodeTarget): readonly string[] {
    const value = this.#model.buildOf(project, [target]).settings.value("INFOPLIST_FILE");
    const named = possibleValues(value).map((written) => resolvePath(project.folder, written));
    if (value.kind !== "unset") return named.filter((path) => this.#paths.has(path));
    for (const folder of target.sourceFolders) {
      const found = [...this.#paths].filter((path) => /\/Info\.plist$/.test(path) && isBelow(path, folder));
      const nearest = found.sort((a, b) => folderOf(a).length - folderOf(b).length || (a < b ? -1 : 1))[0];
      if (nearest !== undefined) return [nearest];
    }
    return [];
  }

  #extensionRole(project: XcodeProject, target: XcodeTarget): PlistRole | "unknown" {
    if (!/extension/.test(target.productType?.value ?? "")) return "other";
    const point = this.#model.buildOf(project, [target]).settings.value("INFOPLIST_KEY_EXExtensionPointIdentifier");
    const points = possibleValues(point);
    if (points.length > 0)
      return points.some((one) => /background[-.]?(asset|download)/i.test(one)) ? "downloader" : "other";
    const plists = this.#plistsOf.get(target) ?? [];
    if (plists.length === 0) return "unknown";
    return plists.some((path) => this.#roleOf(path) === "downloader") ? "downloader" : "other";
  }
}

function isApplication(target: XcodeTarget): boolean {
  return target.productType?.value === applicationType;
}
