import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { buildSnapshot } from "../../src/model/project/discover";
import { profile } from "../cli/built-app";
import { diagnostics, fixture } from "./rule-case";

const nowMs = Date.UTC(2026, 5, 1);
const group = "group.com.example.app";
const groups = (...names: string[]) => ({ "com.apple.security.application-groups": names });

const project = `
=== project.yml
name: App
targets:
  App:
    type: application
    settings: {PRODUCT_BUNDLE_IDENTIFIER: com.example.app, DEVELOPMENT_TEAM: ABCDE12345, SDKROOT: iphoneos}
    info:
      path: App/Info.plist
      properties: {BAHasManagedAssetPacks: true, BAUsesAppleHosting: true, BAAppGroupID: ${group}}
    entitlements:
      path: App/App.entitlements
      properties: {com.apple.security.application-groups: [${group}]}
    dependencies: [{target: Downloader}]
  Downloader:
    type: extensionkit-extension
    settings: {PRODUCT_BUNDLE_IDENTIFIER: com.example.app.downloader}
    info:
      path: Downloader/Info.plist
      properties:
        CFBundleDisplayName: Downloader
        EXAppExtensionAttributes: {EXExtensionPointIdentifier: com.apple.background-asset-downloader-extension}
`;

function found(name: string, bytes: Uint8Array, readAtMs: number | undefined = nowMs): readonly string[] {
  const { texts } = fixture(project);
  const sources = [...texts].map(([path, content]) => ({ path, version: 1, content }));
  const snapshot = buildSnapshot({
    sources: [...sources, { path: `/project/${name}`, version: 1, content: bytes }],
    ...(readAtMs === undefined ? {} : { readAtMs }),
  });
  assert.equal(snapshot.projects.length, 1);
  return diagnostics(snapshot).map(({ code, path, severity, message }) => {
    assert.equal(path, `/project/${name}`);
    return `${severity} ${code} ${message}`;
  });
}

const sound = { ...groups(group), "application-identifier": "ABCDE12345.com.example.app" };
const valid = { ExpirationDate: new Date(nowMs + 1000), Platform: ["iOS", "xrOS", "visionOS"] };

describe("BA219: provisioning profiles in the folder", () => {
  it("has nothing to say of one that fits, nor of those of other bundles", () => {
    assert.deepEqual(found("App.mobileprovision", profile(sound, valid)), []);
    const other = { "application-identifier": "ABCDE12345.com.example.other" };
    assert.deepEqual(found("Other.mobileprovision", profile(other, { ExpirationDate: new Date(0) })), []);
    const wildcard = { "application-identifier": "ABCDE12345.*" };
    assert.deepEqual(found("Any.mobileprovision", profile(wildcard, { ExpirationDate: new Date(0) })), []);
    assert.deepEqual(found("Broken.mobileprovision", Buffer.from("no profile")), []);
  });

  it("sees that one has expired, where it is known what day it is", () => {
    const expired = profile(sound, { ExpirationDate: new Date(nowMs - 1000), Name: "Store" });
    const [message = "", ...others] = found("App.mobileprovision", expired);
    assert.match(message, /^error BA219 The provisioning profile “Store” expired on 2026-05-31: the app cannot/);
    assert.deepEqual(others, []);
    const { texts } = fixture(project);
    const sources = [...texts].map(([path, content]) => ({ path, version: 1, content }));
    const all = [...sources, { path: "/project/App.mobileprovision", version: 1, content: expired }];
    assert.deepEqual(diagnostics(buildSnapshot({ sources: all })), []);
  });

  it("sees a profile without the app group, for the app and for the extension", () => {
    const without = { "application-identifier": "ABCDE12345.com.example.app" };
    assert.match(
      found("App.mobileprovision", profile(without, valid))[0] ?? "",
      /BA219 .*group `group\.com\.example\.app`/,
    );
    const ofExtension = { ...groups("group.other"), "application-identifier": "ABCDE12345.com.example.app.downloader" };
    assert.match(found("Downloader.mobileprovision", profile(ofExtension, valid))[0] ?? "", /the extension is signed/);
  });

  it("sees another platform and another team", () => {
    const mac = { ...groups(group), "com.apple.application-identifier": "ABCDE12345.com.example.app" };
    const [message = ""] = found("App.provisionprofile", profile(mac, { ...valid, Platform: ["OSX"] }));
    assert.match(message, /is for macOS, and the app is built for iOS/);
    const [team = ""] = found("App.mobileprovision", profile(sound, { ...valid, TeamIdentifier: ["ZZZZZ99999"] }));
    assert.match(team, /is of the team ZZZZZ99999, and the app is built for ABCDE12345/);
  });
});
