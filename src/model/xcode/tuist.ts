import type { SourceLocation } from "../app-configuration";
import { folderOf, resolvePath } from "../project/paths";
import { SwiftConstants } from "../swift/constants";
import { readSwiftExpression, type SwiftExpression } from "../swift/expression";
import { maskSwift } from "../swift/mask";
import { tuistEntitlements, tuistInfoPlist } from "./tuist-plists";
import { type ConfiguredSettings, readTuistSettings } from "./tuist-settings";
import { caseName, computed, textOf } from "./tuist-values";
import type { WrittenPlist } from "./written-plist";
import {
  appExtensionType,
  applicationType,
  type BuildConfiguration,
  type BuildPhase,
  type BuildSetting,
  extensionKitType,
  layerOf,
  type SettingsSource,
  type XcodeProject,
  type XcodeTarget,
} from "./xcode-project";

/** What is read of a `Project.swift`. */
export interface TuistReading {
  readonly project: XcodeProject;
  /** The property lists that Tuist writes from it. */
  readonly plists: readonly WrittenPlist[];
}

/** Whether a text may be a project of Tuist's: a cheap look before reading it. */
export function mayBeTuistProject(text: string): boolean {
  return text.includes("ProjectDescription") && /\bProject\s*(?:\.\s*init\s*)?\(/.test(text);
}

const productTypes: Readonly<Record<string, string>> = {
  app: applicationType,
  appExtension: appExtensionType,
  extensionKitExtension: extensionKitType,
  messagesExtension: "com.apple.product-type.app-extension.messages",
  framework: "com.apple.product-type.framework",
  staticFramework: "com.apple.product-type.framework.static",
  staticLibrary: "com.apple.product-type.library.static",
  dynamicLibrary: "com.apple.product-type.library.dynamic",
  unitTests: "com.apple.product-type.bundle.unit-test",
  uiTests: "com.apple.product-type.bundle.ui-testing",
  bundle: "com.apple.product-type.bundle",
  appClip: "com.apple.product-type.application.on-demand-install-capable",
};

const deploymentSettings: Readonly<Record<string, string>> = {
  iOS: "IPHONEOS_DEPLOYMENT_TARGET",
  macOS: "MACOSX_DEPLOYMENT_TARGET",
  tvOS: "TVOS_DEPLOYMENT_TARGET",
  visionOS: "XROS_DEPLOYMENT_TARGET",
  watchOS: "WATCHOS_DEPLOYMENT_TARGET",
};

/**
 * Reads a `Project.swift` without running it: literals, and constants of the same file that are literals. What is
 * computed counts as there and unknown. Undefined where the file describes no project.
 */
export function readTuistProject(path: string, text: string): TuistReading | undefined {
  const masked = maskSwift(text);
  const at = /\bProject\s*(?:\.\s*init\s*)?\(/.exec(masked.code)?.index;
  if (at === undefined) return undefined;
  const call = readSwiftExpression(masked, at);
  return call.kind === "call" ? new TuistReader(path, text, new SwiftConstants(masked)).read(call) : undefined;
}

type Call = SwiftExpression & { readonly kind: "call" };

class TuistReader {
  readonly #path: string;
  readonly #text: string;
  readonly #folder: string;
  readonly #constants: SwiftConstants;
  readonly #plists: WrittenPlist[] = [];
  #isComplete = true;

  constructor(path: string, text: string, constants: SwiftConstants) {
    this.#path = path;
    this.#text = text;
    this.#folder = folderOf(path);
    this.#constants = constants;
  }

  read(call: Call): TuistReading {
    const ofProject = this.#settings(call, undefined);
    const list = this.#argument(call, "targets");
    const items = list?.kind === "array" ? list.items : [];
    if (list !== undefined && list.kind !== "array") this.#isComplete = false;
    const calls = items.flatMap((item): readonly Call[] => {
      const target = this.#constants.resolve(item);
      if (target.kind === "call" && /^(\.target|\.init|Target(\.target|\.init)?)$/.test(target.name)) return [target];
      this.#isComplete = false;
      return [];
    });
    const names = new Map(calls.map((one) => [textOf(this.#argument(one, "name")), one]));
    const targets = calls.flatMap((one) => this.#target(one, ofProject, names));
    const project: XcodeProject = {
      path: this.#path,
      format: "tuist",
      name: textOf(this.#argument(call, "name")) ?? "",
      folder: this.#folder,
      targets,
      isComplete: this.#isComplete,
    };
    return { project, plists: this.#plists };
  }

  #argument(call: Call, label: string): SwiftExpression | undefined {
    const value = call.arguments.find((one) => one.label === label)?.value;
    return value === undefined ? undefined : this.#constants.resolve(value);
  }

  #settings(call: Call, names: readonly string[] | undefined): ConfiguredSettings {
    const settings = readTuistSettings(this.#argument(call, "settings"), this.#path, this.#constants, names);
    if (!settings.isComplete) this.#isComplete = false;
    return settings;
  }

  #target(
    call: Call,
    ofProject: ConfiguredSettings,
    all: ReadonlyMap<string | undefined, Call>,
  ): readonly XcodeTarget[] {
    const nameAt = this.#argument(call, "name");
    const name = textOf(nameAt);
    if (nameAt === undefined || name === undefined) {
      this.#isComplete = false;
      return [];
    }
    const productType = this.#productType(call);
    const own = this.#settings(call, ofProject.names);
    const derived = this.#derived(call, name, productType?.value);
    const configurations = ofProject.names.map((configuration): BuildConfiguration => {
      const xcconfigs = (settings: ConfiguredSettings): readonly SettingsSource[] => {
        const file = settings.xcconfigOf(configuration);
        return file === undefined ? [] : [{ kind: "xcconfig", path: resolvePath(this.#folder, file) }];
      };
      return {
        name: configuration,
        levels: [
          { kind: "written", settings: layerOf([...derived, ...own.of(configuration)]) },
          ...xcconfigs(own),
          { kind: "written", settings: layerOf(ofProject.of(configuration)) },
          ...xcconfigs(ofProject),
        ],
      };
    });
    return [
      {
        id: name,
        name: { value: name, location: this.#place(nameAt) },
        productType,
        configurations,
        phases: this.#embeddings(call, productType?.value, all),
        generatesInfoPlist: false,
        sourceFolders: this.#sourceFolders(call),
      },
    ];
  }

  /** The folders of `sources:`, as far as they are written out: what stands before the first wildcard. */
  #sourceFolders(call: Call): readonly string[] {
    const list = this.#argument(call, "sources");
    const globs = list?.kind === "array" ? list.items : list === undefined ? [] : [list];
    return globs.flatMap((item): readonly string[] => {
      const glob = textOf(this.#constants.resolve(item));
      if (glob === undefined || !/[*?[{]/.test(glob)) return [];
      const folder = glob.slice(0, glob.search(/[*?[{]/)).replace(/[^/]*$/, "");
      return folder === "" ? [] : [resolvePath(this.#folder, folder.replace(/\/$/, ""))];
    });
  }

  #productType(call: Call): XcodeTarget["productType"] {
    const product = this.#argument(call, "product");
    if (product?.kind !== "name") {
      this.#isComplete = false;
      return undefined;
    }
    const name = caseName(product.name);
    return { value: productTypes[name] ?? `com.apple.product-type.${name}`, location: this.#place(product) };
  }

  /** What Tuist sets for a target by itself. */
  #derived(call: Call, name: string, productType: string | undefined): readonly BuildSetting[] {
    const settings: BuildSetting[] = [];
    const add = (setting: string, at: SwiftExpression, value: string) => {
      const location = this.#place(at);
      settings.push({ name: setting, condition: undefined, value, nameLocation: location, location });
    };
    const bundleId = this.#argument(call, "bundleId");
    if (bundleId !== undefined) add("PRODUCT_BUNDLE_IDENTIFIER", bundleId, textOf(bundleId) ?? computed);
    const place = { path: this.#path, text: this.#text, target: name, productType };
    const infoPlist = tuistInfoPlist(this.#argument(call, "infoPlist"), call.nameRange, place, this.#constants);
    add("INFOPLIST_FILE", infoPlist.at, infoPlist.path ?? computed);
    if (infoPlist.written !== undefined) this.#plists.push(infoPlist.written);
    const entitlements = tuistEntitlements(this.#argument(call, "entitlements"), place, this.#constants);
    if (entitlements !== undefined) add("CODE_SIGN_ENTITLEMENTS", entitlements.at, entitlements.path ?? computed);
    if (entitlements?.written !== undefined) this.#plists.push(entitlements.written);
    const deployment = this.#argument(call, "deploymentTargets");
    if (deployment?.kind === "call") {
      for (const { label, value } of deployment.arguments) {
        const setting = deploymentSettings[label ?? caseName(deployment.name)];
        if (setting !== undefined) add(setting, value, textOf(this.#constants.resolve(value)) ?? computed);
      }
    }
    return settings;
  }

  /** Tuist embeds the extensions that an application depends on. */
  #embeddings(
    call: Call,
    productType: string | undefined,
    all: ReadonlyMap<string | undefined, Call>,
  ): readonly BuildPhase[] {
    if (productType !== applicationType) return [];
    const list = this.#argument(call, "dependencies");
    if (list === undefined) return [];
    if (list.kind !== "array") {
      this.#isComplete = false;
      return [];
    }
    return list.items.flatMap((item): readonly BuildPhase[] => {
      const dependency = this.#constants.resolve(item);
      if (dependency.kind !== "call") this.#isComplete = false;
      if (dependency.kind !== "call" || !/^(TargetDependency)?\.(target|project)$/.test(dependency.name)) return [];
      const label = caseName(dependency.name) === "project" ? "target" : "name";
      const name = textOf(this.#argument(dependency, label));
      const target = label === "name" ? all.get(name) : undefined;
      if (name === undefined || target === undefined) {
        this.#isComplete = false;
        return [];
      }
      const type = this.#productType(target);
      const location = this.#place(dependency);
      const place =
        type?.value === extensionKitType ? "extensions" : type?.value === appExtensionType ? "plugins" : undefined;
      if (place === undefined) return [];
      return [
        {
          kind: "copy-files",
          name: `dependency ${name}`,
          location,
          destination: { place, text: `product: ${type?.value}`, location, isWritten: false },
          products: [{ targetId: name, name }],
        },
      ];
    });
  }

  #place({ range }: SwiftExpression): SourceLocation {
    return { path: this.#path, range };
  }
}
