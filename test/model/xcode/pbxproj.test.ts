import assert from "node:assert/strict";
import { test } from "node:test";
import { copyPlace } from "../../../src/model/xcode/copy-place";
import { readPbxproj } from "../../../src/model/xcode/pbxproj";
import { embedInExtensions, pbxprojText } from "./pbxproj-text";

const path = "/w/App/App.xcodeproj/project.pbxproj";
const both = (settings: string) => ({ Debug: settings, Release: settings });
const text = pbxprojText({
  app: both('INFOPLIST_FILE = App/Info.plist;\n"INFOPLIST_FILE[sdk=macosx*]" = "App/Info-macOS.plist";'),
  extension: both('LD_RUNPATH_SEARCH_PATHS = (\n"$(inherited)",\n"@executable_path",\n);'),
  embed: embedInExtensions,
  scriptsBefore: ["Thin Binary"],
  baseConfiguration: "baseConfigurationReference = CONFIGFILE;",
});

test("targets, their phases and what they embed, each with its place", () => {
  const project = readPbxproj(path, text);
  assert.equal(project.isComplete, true);
  assert.equal(project.name, "App");
  assert.equal(project.folder, "/w/App");
  assert.deepEqual(
    project.targets.map(({ name, productType }) => [name.value, productType?.value]),
    [
      ["App", "com.apple.product-type.application"],
      ["Downloader", "com.apple.product-type.extensionkit-extension"],
    ],
  );
  const [app] = project.targets;
  assert.deepEqual(
    app?.phases.map(({ kind, name }) => [kind, name]),
    [
      ["script", "Thin Binary"],
      ["copy-files", "Embed ExtensionKit Extensions"],
    ],
  );
  const embed = app?.phases[1];
  assert.equal(embed?.destination?.place, "extensions");
  assert.deepEqual(embed?.products, [{ targetId: "EXT", name: "Downloader.appex" }]);
  const range = embed?.destination?.location.range;
  assert.equal(text.slice(range?.start, range?.end), "16");
});

test("settings of target and project, with conditions, lists and the base configuration", () => {
  const [app, extension] = readPbxproj(path, text).targets;
  const [debug] = app?.configurations ?? [];
  assert.equal(debug?.name, "Debug");
  const [own] = debug?.levels ?? [];
  assert.equal(own?.kind, "written");
  const settings = own?.kind === "written" ? own.settings.get("INFOPLIST_FILE") : undefined;
  assert.deepEqual(
    settings?.map(({ condition, value }) => [condition, value]),
    [
      [undefined, "App/Info.plist"],
      ["sdk=macosx*", "App/Info-macOS.plist"],
    ],
  );
  const place = settings?.[1]?.location.range;
  assert.equal(text.slice(place?.start, place?.end), '"App/Info-macOS.plist"');
  // The group of the file has a path of its own.
  assert.deepEqual(debug?.levels.at(-1), { kind: "xcconfig", path: "/w/App/Config/Base.xcconfig" });
  const [list] = extension?.configurations[0]?.levels ?? [];
  const runpath = list?.kind === "written" ? list.settings.get("LD_RUNPATH_SEARCH_PATHS")?.[0]?.value : undefined;
  assert.equal(runpath, "$(inherited) @executable_path");
});

test("a file with a merge conflict or a cut end is read as far as it goes, and is not complete", () => {
  const marker = "<<<<<<< HEAD\n";
  const conflict = text.replace("\t\tPROJECT = {", `${marker}\t\tPROJECT = {`);
  assert.equal(readPbxproj(path, conflict).isComplete, false);
  for (let end = 0; end < text.length; end += 97) {
    const project = readPbxproj(path, text.slice(0, end));
    assert.equal(project.isComplete, false, `cut at ${end}`);
    for (const target of project.targets) assert.ok(target.name.value.length > 0);
  }
});

test("objects that name each other in a circle, and ones that are not there, end the reading of nothing", () => {
  const circle = text
    .replace("path = Config;", "path = Config; children2 = ();")
    .replace(
      "MAIN = {isa = PBXGroup; children = (CONFIGGROUP, );",
      "MAIN = {isa = PBXGroup; children = (MAIN, CONFIGGROUP, );",
    )
    .replace("children = (CONFIGFILE, );", "children = (CONFIGFILE, MAIN, );");
  assert.equal(readPbxproj(path, circle).targets.length, 2);
  const missing = readPbxproj(path, text.replace("targets = (APP, EXT, );", "targets = (APP, EXT, GONE, );"));
  assert.equal(missing.targets.length, 2);
  assert.equal(missing.isComplete, false);
  assert.deepEqual(readPbxproj(path, "").targets, []);
  assert.deepEqual(readPbxproj(path, '{"objects": 3}').targets, []);
});

test("where a copy phase puts an extension", () => {
  const places: readonly (readonly [string, string, string])[] = [
    ["16", "$(EXTENSIONS_FOLDER_PATH)", "extensions"],
    ["16", "$(CONTENTS_FOLDER_PATH)/Extensions", "extensions"],
    ["1", "Extensions", "extensions"],
    ["1", "Contents/Extensions/", "extensions"],
    ["wrapper", "Extensions", "extensions"],
    ["13", "", "plugins"],
    ["plugins", "", "plugins"],
    ["13", "$(EXTENSIONS_FOLDER_PATH)", "plugins"],
    ["13", "../Extensions", "extensions"],
    ["1", "PlugIns", "plugins"],
    ["16", "$(PLUGINS_FOLDER_PATH)", "plugins"],
    ["16", "", "elsewhere"],
    ["productsDirectory", "", "elsewhere"],
    ["7", "", "elsewhere"],
    ["16", "$(MY_PATH)", "unknown"],
    ["1", "$(MY_PATH)", "unknown"],
    ["99", "", "unknown"],
  ];
  for (const [subfolder, below, place] of places) {
    assert.equal(copyPlace(subfolder, below), place, `${subfolder} ${below}`);
  }
});
