import { dictEntry } from "../plist/query";
import { parsePlistText } from "../plist/read";
import type { PlistDict, PlistNode } from "../plist/syntax";
import { fileName, folderOf, resolvePath } from "../project/paths";
import { copyPlace } from "./copy-place";
import { PbxObjects } from "./pbxproj-objects";
import {
  type BuildConfiguration,
  type BuildPhase,
  type BuildSetting,
  type CopiedProduct,
  layerOf,
  type SettingsSource,
  scriptProducts,
  splitCondition,
  type XcodeProject,
  type XcodeTarget,
} from "./xcode-project";

/**
 * Reads Xcode's `project.pbxproj`: targets with their settings, phases and what they embed. What stands before a
 * mistake (a merge conflict, a cut file) is read; `isComplete` is false then. Never throws, linear time.
 */
export function readPbxproj(path: string, text: string): XcodeProject {
  const plist = parsePlistText(text);
  const root = plist.root?.kind === "dict" ? plist.root : undefined;
  const objectsNode = root === undefined ? undefined : dictEntry(root, "objects")?.value;
  const objects = new PbxObjects(path, objectsNode?.kind === "dict" ? objectsNode : undefined);
  const projectObject = objects.get(objects.text(root, "rootObject")) ?? [...objects.ofKind("PBXProject")][0]?.[1];
  const bundle = folderOf(path);
  const folder = resolvePath(folderOf(bundle), objects.text(projectObject, "projectDirPath") ?? "");
  const isSound = plist.problems.every((problem) => problem.code === "duplicate-key");
  const reader = new ProjectReader(objects, folder, projectObject);
  const targets = reader.targets();
  return {
    path,
    format: "pbxproj",
    name: fileName(bundle).replace(/\.xcodeproj$/i, ""),
    folder,
    targets,
    isComplete: isSound && projectObject !== undefined && reader.isComplete,
  };
}

class ProjectReader {
  isComplete = true;
  readonly #objects: PbxObjects;
  readonly #folder: string;
  readonly #project: PlistDict | undefined;
  readonly #targetOfProduct = new Map<string, string>();

  constructor(objects: PbxObjects, folder: string, project: PlistDict | undefined) {
    this.#objects = objects;
    this.#folder = folder;
    this.#project = project;
  }

  targets(): readonly XcodeTarget[] {
    const objects = this.#objects;
    const ids = objects.ids(this.#project, "targets");
    for (const id of ids) {
      const product = objects.text(objects.get(id), "productReference");
      if (product !== undefined) this.#targetOfProduct.set(product, id);
    }
    const shared = this.#levelsByConfiguration(objects.text(this.#project, "buildConfigurationList"));
    return ids.flatMap((id) => {
      const object = objects.get(id);
      const name = objects.located(object, "name");
      if (object === undefined || name === undefined) {
        this.isComplete = false;
        return [];
      }
      return [
        {
          id,
          name,
          productType: objects.located(object, "productType"),
          configurations: this.#configurations(objects.text(object, "buildConfigurationList"), shared),
          phases: objects.ids(object, "buildPhases").flatMap((phase) => this.#phase(phase)),
          generatesInfoPlist: false,
          sourceFolders: [],
        },
      ];
    });
  }

  #configurations(
    listId: string | undefined,
    shared: ReadonlyMap<string, readonly SettingsSource[]>,
  ): readonly BuildConfiguration[] {
    return [...this.#levelsByConfiguration(listId)].map(([name, levels]) => ({
      name,
      levels: [...levels, ...(shared.get(name) ?? [])],
    }));
  }

  #levelsByConfiguration(listId: string | undefined): ReadonlyMap<string, readonly SettingsSource[]> {
    const objects = this.#objects;
    const levels = new Map<string, readonly SettingsSource[]>();
    for (const id of objects.ids(objects.get(listId), "buildConfigurations")) {
      const configuration = objects.get(id);
      const name = objects.text(configuration, "name");
      if (configuration === undefined || name === undefined) {
        this.isComplete = false;
        continue;
      }
      const written = dictEntry(configuration, "buildSettings")?.value;
      const settings = written?.kind === "dict" ? this.#settings(written) : [];
      const base = this.#baseConfiguration(configuration);
      levels.set(name, [{ kind: "written", settings: layerOf(settings) }, ...base]);
    }
    return levels;
  }

  #settings(dict: PlistDict): readonly BuildSetting[] {
    return dict.entries.flatMap(({ key, value }) => {
      const text = settingText(value);
      if (value === undefined || text === undefined) return [];
      const nameLocation = this.#objects.place(key);
      return [{ ...splitCondition(key.name), value: text, nameLocation, location: this.#objects.place(value) }];
    });
  }

  /** The `.xcconfig` of a configuration: a file reference, or since Xcode 16 a path below a synchronized folder. */
  #baseConfiguration(configuration: PlistDict): readonly SettingsSource[] {
    const objects = this.#objects;
    const mainGroup = objects.text(this.#project, "mainGroup");
    const reference = objects.text(configuration, "baseConfigurationReference");
    const anchor = objects.text(configuration, "baseConfigurationReferenceAnchor");
    const relative = objects.text(configuration, "baseConfigurationReferenceRelativePath");
    const id = reference ?? anchor;
    if (id === undefined) return [];
    const place = objects.get(id) === undefined ? undefined : objects.fileOf(id, this.#folder, mainGroup);
    const path = place === undefined || relative === undefined ? place : resolvePath(place, relative);
    if (path === undefined) {
      this.isComplete = false;
      return [];
    }
    return [{ kind: "xcconfig", path }];
  }

  #phase(id: string): readonly BuildPhase[] {
    const objects = this.#objects;
    const object = objects.get(id);
    const isa = objects.text(object, "isa");
    if (object === undefined || isa === undefined) {
      this.isComplete = false;
      return [];
    }
    const name = objects.located(object, "name");
    const isCopy = isa === "PBXCopyFilesBuildPhase";
    const defaultName = isa.replace(/^PBX|BuildPhase$/g, "");
    return [
      {
        kind: isCopy ? "copy-files" : isa === "PBXShellScriptBuildPhase" ? "script" : "other",
        name: name?.value ?? defaultName,
        location: name?.location ?? objects.place(object),
        destination: isCopy ? this.#destination(object) : undefined,
        products: isCopy ? this.#products(object) : scriptProducts(objects.text(object, "shellScript")),
      },
    ];
  }

  #destination(phase: PlistDict): BuildPhase["destination"] {
    const objects = this.#objects;
    const number = objects.located(phase, "dstSubfolderSpec");
    const subfolder = number ?? objects.located(phase, "dstSubfolder");
    const written = objects.located(phase, "dstPath");
    const path = written?.value ?? "";
    if (subfolder === undefined) return undefined;
    const key = number === undefined ? "dstSubfolder" : "dstSubfolderSpec";
    return {
      place: copyPlace(subfolder.value, path),
      text: `${key} ${subfolder.value}${path === "" ? "" : `, dstPath ${path}`}`,
      location: subfolder.location,
      pathLocation: written?.location,
      isWritten: true,
    };
  }

  #products(phase: PlistDict): readonly CopiedProduct[] {
    const objects = this.#objects;
    return objects.ids(phase, "files").map((fileId) => {
      const reference = objects.text(objects.get(fileId), "fileRef");
      const file = objects.get(reference);
      const path = objects.text(file, "path") ?? objects.text(file, "name") ?? "";
      return {
        targetId: reference === undefined ? undefined : this.#targetOfProduct.get(reference),
        name: fileName(path),
      };
    });
  }
}

function settingText(value: PlistNode | undefined): string | undefined {
  if (value?.kind === "string") return value.value;
  if (value?.kind !== "array") return undefined;
  return value.items.map((item) => (item.kind === "string" ? item.value : "")).join(" ");
}
