import type { Located, SourceLocation } from "../app-configuration";
import { folderOf, resolvePath } from "../project/paths";
import { copyPlace } from "./copy-place";
import { mergeSpecs, type SpecNode, specItems, specMember, specText } from "./spec-node";
import type { WrittenPlist } from "./written-plist";
import {
  appExtensionType,
  type BuildConfiguration,
  type BuildPhase,
  type BuildSetting,
  type CopyDestination,
  extensionKitType,
  type SettingsSource,
  scriptProducts,
  type XcodeProject,
  type XcodeTarget,
} from "./xcode-project";
import { xcodeGenPlists } from "./xcodegen-plists";
import { isMeant, specSettings } from "./xcodegen-settings";
import type { XcodeGenSpec } from "./xcodegen-spec";

/**
 * The project that XcodeGen makes of a spec, as far as it matters here. What XcodeGen adds by itself (the bundle
 * identifier of `bundleIdPrefix`, `info.path` as INFOPLIST_FILE, deployment targets) stands below the written settings.
 */
export function readXcodeGenProject(
  path: string,
  spec: XcodeGenSpec,
  textOf: (path: string) => string | undefined,
): { readonly project: XcodeProject; readonly plists: readonly WrittenPlist[] } {
  const reader = new SpecReader(path, spec.root);
  const project: XcodeProject = {
    path,
    format: "xcodegen",
    name: specText(specMember(spec.root, "name")) ?? "",
    folder: reader.folder,
    targets: reader.targets(),
    isComplete: spec.isSound && spec.missing.length === 0,
  };
  return { project, plists: reader.plists(textOf) };
}

const deploymentSettings: Readonly<Record<string, string>> = {
  ios: "IPHONEOS_DEPLOYMENT_TARGET",
  macos: "MACOSX_DEPLOYMENT_TARGET",
  tvos: "TVOS_DEPLOYMENT_TARGET",
  visionos: "XROS_DEPLOYMENT_TARGET",
  watchos: "WATCHOS_DEPLOYMENT_TARGET",
};

class SpecReader {
  readonly folder: string;
  readonly #root: SpecNode;
  readonly #names: readonly string[];
  readonly #specs = new Map<string, SpecNode>();

  constructor(path: string, root: SpecNode) {
    this.folder = folderOf(path);
    this.#root = root;
    const configs = specMember(root, "configs");
    const names = configs?.kind === "map" ? [...configs.members.keys()] : [];
    this.#names = names.length > 0 ? names : ["Debug", "Release"];
    const targets = specMember(root, "targets");
    if (targets?.kind !== "map") return;
    for (const [name, { value }] of targets.members) this.#specs.set(name, this.#withTemplates(value, 0));
  }

  targets(): readonly XcodeTarget[] {
    return [...this.#specs].map(([id, spec]) => {
      const type = specMember(spec, "type");
      const typeName = specText(type);
      return {
        id,
        name: { value: specText(specMember(spec, "name")) ?? id, location: this.#nameLocation(id, spec) },
        productType:
          type === undefined || !typeName
            ? undefined
            : { value: `com.apple.product-type.${typeName}`, location: type.location },
        configurations: this.#names.map((name) => this.#configuration(name, id, spec)),
        phases: [...this.#embeddings(spec), ...this.#scripts(spec)],
        generatesInfoPlist: specMember(spec, "info") !== undefined,
        sourceFolders: this.#sourceFolders(spec),
      };
    });
  }

  /** The property lists that the spec holds. */
  plists(textOf: (path: string) => string | undefined): readonly WrittenPlist[] {
    return [...this.#specs].flatMap(([name, spec]) => xcodeGenPlists(this.folder, { name, spec }, textOf));
  }

  #nameLocation(id: string, spec: SpecNode): SourceLocation {
    const targets = specMember(this.#root, "targets");
    return (targets?.kind === "map" ? targets.members.get(id)?.nameLocation : undefined) ?? spec.location;
  }

  #withTemplates(spec: SpecNode, depth: number): SpecNode {
    const names = specItems(specMember(spec, "templates"));
    if (names.length === 0 || depth > 10) return spec;
    const templates = specMember(this.#root, "targetTemplates");
    let below: SpecNode | undefined;
    for (const name of names) {
      const template = specMember(templates, specText(name) ?? "");
      if (template === undefined) continue;
      const whole = this.#withTemplates(template, depth + 1);
      below = below === undefined ? whole : mergeSpecs(below, whole);
    }
    return below === undefined ? spec : mergeSpecs(below, spec);
  }

  #configuration(name: string, id: string, spec: SpecNode): BuildConfiguration {
    const groups = specMember(this.#root, "settingGroups");
    const written = (node: SpecNode, below: readonly BuildSetting[]): SettingsSource => ({
      kind: "written",
      settings: specSettings(specMember(node, "settings"), groups, name, this.#names, below),
    });
    return {
      name,
      levels: [
        written(spec, this.#derived(id, spec)),
        ...this.#configFile(name, spec),
        written(this.#root, this.#projectDeploymentTargets()),
        ...this.#configFile(name, this.#root),
      ],
    };
  }

  #configFile(name: string, node: SpecNode): readonly SettingsSource[] {
    const files = specMember(node, "configFiles");
    if (files?.kind !== "map") return [];
    return [...files.members].flatMap(([key, { value }]): readonly SettingsSource[] => {
      const path = specText(value);
      if (path === undefined || !isMeant(key, name, this.#names)) return [];
      return [{ kind: "xcconfig", path: resolvePath(this.folder, path) }];
    });
  }

  /** What XcodeGen sets for a target by itself. */
  #derived(id: string, spec: SpecNode): readonly BuildSetting[] {
    const settings: BuildSetting[] = [];
    const add = (name: string, node: SpecNode | undefined, value = specText(node)) => {
      if (node === undefined || value === undefined) return;
      settings.push({ name, condition: undefined, value, nameLocation: node.location, location: node.location });
    };
    const prefix = specMember(specMember(this.#root, "options"), "bundleIdPrefix");
    const suffix = id.replaceAll("_", "-").replace(/[^A-Za-z0-9.-]/g, "");
    if (specText(prefix) !== undefined) add("PRODUCT_BUNDLE_IDENTIFIER", prefix, `${specText(prefix)}.${suffix}`);
    add("INFOPLIST_FILE", specMember(specMember(spec, "info"), "path"));
    add("CODE_SIGN_ENTITLEMENTS", specMember(specMember(spec, "entitlements"), "path"));
    const target = specMember(spec, "deploymentTarget");
    if (target?.kind === "map") {
      for (const [platform, { value }] of target.members) {
        add(deploymentSettings[platform.toLowerCase()] ?? platform, value);
      }
    } else {
      const setting = deploymentSettings[(specText(specMember(spec, "platform")) ?? "").toLowerCase()];
      if (setting !== undefined) add(setting, target);
    }
    return settings;
  }

  #projectDeploymentTargets(): readonly BuildSetting[] {
    const targets = specMember(specMember(this.#root, "options"), "deploymentTarget");
    if (targets?.kind !== "map") return [];
    return [...targets.members].flatMap(([platform, { nameLocation, value }]) => {
      const name = deploymentSettings[platform.toLowerCase()];
      const text = specText(value);
      if (name === undefined || text === undefined) return [];
      return [{ name, condition: undefined, value: text, nameLocation, location: value.location }];
    });
  }

  #embeddings(spec: SpecNode): readonly BuildPhase[] {
    const isApplication = (specText(specMember(spec, "type")) ?? "").startsWith("application");
    return specItems(specMember(spec, "dependencies")).flatMap((dependency): readonly BuildPhase[] => {
      const target = specMember(dependency, "target");
      const name = specText(target);
      const embed = specText(specMember(dependency, "embed"));
      if (target === undefined || name === undefined || embed === "false" || embed === "NO") return [];
      // XcodeGen embeds the extensions of an application without being told to.
      if (!isApplication && embed === undefined) return [];
      const inProject = this.#specs.get(name);
      const location = specMember(dependency, "copy")?.location ?? target.location;
      return [
        {
          kind: "copy-files",
          name: `dependency ${name}`,
          location,
          destination: destinationOf(dependency, inProject, target),
          products: [{ targetId: inProject === undefined ? undefined : name, name }],
        },
      ];
    });
  }

  /** Only scripts that embed something by themselves: their order beside the embedding is XcodeGen's matter. */
  #scripts(spec: SpecNode): readonly BuildPhase[] {
    const lists = ["preBuildScripts", "prebuildScripts", "postCompileScripts", "postBuildScripts", "postbuildScripts"];
    return lists.flatMap((list) =>
      specItems(specMember(spec, list)).flatMap((script): readonly BuildPhase[] => {
        const products = scriptProducts(specText(specMember(script, "script")));
        const name = specText(specMember(script, "name")) ?? "Run Script";
        return products.length === 0
          ? []
          : [{ kind: "script", name, location: script.location, destination: undefined, products }];
      }),
    );
  }

  #sourceFolders(spec: SpecNode): readonly string[] {
    return specItems(specMember(spec, "sources")).flatMap((source) => {
      const path = specText(source) ?? specText(specMember(source, "path"));
      return path === undefined ? [] : [resolvePath(this.folder, path)];
    });
  }
}

/** `copy` where it is written, else where XcodeGen puts a product of the type. */
function destinationOf(
  dependency: SpecNode,
  target: SpecNode | undefined,
  named: SpecNode,
): CopyDestination | undefined {
  const copy = specMember(dependency, "copy");
  const destination = specMember(copy, "destination") ?? copy;
  const written = specText(destination);
  if (copy !== undefined && destination !== undefined && written !== undefined) {
    const subpath = specText(specMember(copy, "subpath")) ?? "";
    const text = `destination: ${written}${subpath === "" ? "" : `, subpath: ${subpath}`}`;
    return { place: copyPlace(written, subpath), text, location: copy.location, isWritten: true };
  }
  const type: Located<string> | undefined =
    target === undefined
      ? undefined
      : {
          value: `com.apple.product-type.${specText(specMember(target, "type")) ?? ""}`,
          location: specMember(target, "type")?.location ?? named.location,
        };
  if (type === undefined) return undefined;
  const place =
    type.value === extensionKitType ? "extensions" : type.value === appExtensionType ? "plugins" : "unknown";
  return {
    place,
    text: `type: ${type.value.replace("com.apple.product-type.", "")}`,
    location: type.location,
    isWritten: false,
  };
}
