import assert from "node:assert/strict";
import { test } from "node:test";
import { accepted, completions, itemNamed, labels } from "../cursor-in-text";

const plist = (body: string) => `<?xml version="1.0"?>\n<plist version="1.0">\n<dict>\n${body}\n</dict>\n</plist>\n`;

const manifest = JSON.stringify({
  assets: [
    { id: "core", url: "https://cdn.example.com/core.pak", size: 1_000_000, essential: true },
    { id: "music", url: "https://media.example.com/music.pak", size: 250_000, essential: false },
    { id: "voices", url: "https://media.example.com/voices.pak", size: 50_000, essential: false },
  ],
});
const url = "\t<key>BAManifestURL</key>\n\t<string>https://cdn.example.com/manifest.json</string>\n";
const entitlements = (...groups: string[]) =>
  plist(
    `<key>com.apple.security.application-groups</key><array>${groups.map((group) => `<string>${group}</string>`).join("")}</array>`,
  );
const extension = plist(
  "<key>EXAppExtensionAttributes</key><dict><key>EXExtensionPointIdentifier</key><string>com.apple.background-asset-downloader-extension</string></dict>",
);

const unmanaged = (body: string) => completions({ "App/Info.plist": plist(url + body), "App/manifest.json": manifest });
const restrictions = (body: string) => `\t<key>BAInitialDownloadRestrictions</key>\n\t<dict>\n${body}\n\t</dict>`;

test("the allowance that the manifest needs, with the sum", () => {
  const { case: made, items } = unmanaged(
    restrictions("\t\t<key>BAEssentialDownloadAllowance</key>\n\t\t<integer>¦</integer>"),
  );
  const needed = String(1_000_000 + manifest.length);
  const item = itemNamed(items, needed);
  assert.equal(items[0], item);
  assert.ok(typeof item.documentation === "object");
  assert.match(item.documentation.value, /1 essential asset: 1,000,000 bytes/);
  assert.match(item.documentation.value, new RegExp(`the manifest itself: ${manifest.length} bytes`));
  assert.match(accepted(made, item), new RegExp(`<integer>${needed}</integer>`));
  assert.equal(items[1]?.label, String(Math.ceil(Number(needed) * 1.1)));
});

test("the whole number is replaced, wherever the cursor is in it", () => {
  const { case: made, items } = unmanaged(
    restrictions("\t\t<key>BADownloadAllowance</key>\n\t\t<integer>52¦42880</integer>"),
  );
  assert.match(accepted(made, itemNamed(items, "300000")), /<integer>300000<\/integer>/);
});

test("a size that is not closed yet is closed", () => {
  const { case: made, items } = unmanaged(restrictions("\t\t<key>BADownloadAllowance</key>\n\t\t<integer>¦"));
  assert.match(accepted(made, itemNamed(items, "300000")), /<integer>300000<\/integer>\n\t<\/dict>/);
});

test("behind a key its whole value is written", () => {
  const { case: made, items } = unmanaged(restrictions("\t\t<key>BADownloadAllowance</key>\n\t\t<in¦"));
  assert.match(accepted(made, itemNamed(items, "300000")), /\t\t<integer>300000<\/integer>\n/);
});

test("a key is inserted with what the manifest says", () => {
  const { case: made, items } = unmanaged("\t<¦");
  const text = accepted(made, itemNamed(items, "BAInitialDownloadRestrictions"));
  assert.match(text, /<key>BADownloadAllowance<\/key>\n\t\t<integer>300000<\/integer>/);
  assert.match(
    text,
    /\t\t\t<string>cdn\.example\.com<\/string>\n\t\t\t<string>media\.example\.com<\/string>\n\t\t<\/array>/,
  );
});

test("hosts of the manifest that are not listed yet", () => {
  const list = (body: string) =>
    restrictions(
      `\t\t<key>BADownloadDomainAllowList</key>\n\t\t<array>\n\t\t\t<string>cdn.example.com</string>\n\t\t\t${body}\n\t\t</array>`,
    );
  for (const typed of ["<string>¦</string>", "<string>med¦", "<str¦", "¦", "media¦"]) {
    const { case: made, items } = unmanaged(list(typed));
    assert.deepEqual(labels(items), ["media.example.com"], typed);
    const item = itemNamed(items, "media.example.com");
    assert.equal(item.detail, "2 assets");
    assert.match(accepted(made, item), /\t\t\t<string>media\.example\.com<\/string>\n\t\t<\/array>/, typed);
  }
});

test("the host being typed is offered although it stands there", () => {
  const { items } = unmanaged(
    restrictions("\t\t<key>BADownloadDomainAllowList</key>\n\t\t<array><string>media.example.com¦</string></array>"),
  );
  assert.ok(labels(items).includes("media.example.com"));
});

test("app groups of the entitlements, the shared one first", () => {
  const { case: made, items } = completions({
    "App/Info.plist": plist("<key>BAHasManagedAssetPacks</key><true/><key>BAAppGroupID</key><string>¦"),
    "App/App.entitlements": entitlements("group.app.only", "group.shared"),
    "AppDownloader/Info.plist": extension,
    "AppDownloader/AppDownloader.entitlements": entitlements("group.shared"),
  });
  assert.deepEqual(labels(items).slice(0, 2), ["group.shared", "group.app.only"]);
  assert.equal(items[0]?.detail, "app and extension");
  assert.match(accepted(made, itemNamed(items, "group.shared")), /<string>group\.shared<\/string>/);
});

test("a Mac's app group, as the entitlements write it", () => {
  const { case: made, items } = completions({
    "App/Info.plist": plist("<key>BAHasManagedAssetPacks</key><true/><key>BAAppGroupID</key><string>¦"),
    "App/App.entitlements": entitlements("$(TeamIdentifierPrefix)com.example.game"),
  });
  const item = itemNamed(items, "$(TeamIdentifierPrefix)com.example.game");
  assert.match(accepted(made, item), /<string>\$\(TeamIdentifierPrefix\)com\.example\.game<\/string>/);
});

test("the group of BAAppGroupID in the extension's entitlements", () => {
  const { items } = completions({
    "App/Info.plist": plist("<key>BAHasManagedAssetPacks</key><true/><key>BAAppGroupID</key><string>group.x</string>"),
    "App/App.entitlements": plist("<key>com.apple.security.application-groups</key>\n<array>\n<string>¦\n</array>"),
  });
  assert.deepEqual(labels(items), ["group.x"]);
});

test("booleans, and what each of them means", () => {
  const { case: made, items } = completions({ "App/Info.plist": plist("\t<key>BAUsesAppleHosting</key>\n\t<¦") });
  assert.deepEqual(labels(items), ["<true/>", "<false/>"]);
  assert.ok(typeof items[0]?.documentation === "object");
  assert.match(items[0].documentation.value, /Apple stores/);
  assert.equal(accepted(made, itemNamed(items, "<true/>")), plist("\t<key>BAUsesAppleHosting</key>\n\t<true/>"));
});

test("a boolean is turned around", () => {
  const { case: made, items } = completions({ "App/Info.plist": plist("\t<key>BAUsesAppleHosting</key>\n\t<tr¦ue/>") });
  assert.equal(accepted(made, itemNamed(items, "<false/>")), plist("\t<key>BAUsesAppleHosting</key>\n\t<false/>"));
});

test("the extension point", () => {
  const { items } = completions({
    "AppDownloader/Info.plist": plist(
      "<key>EXAppExtensionAttributes</key>\n<dict>\n<key>EXExtensionPointIdentifier</key>\n<string>com.ap¦</string>\n</dict>",
    ),
  });
  assert.deepEqual(labels(items), ["com.apple.background-asset-downloader-extension"]);
});

test("an address for the manifest from the allow list and its local copy", () => {
  const { items } = completions({
    "App/Info.plist": plist(
      `\t<key>BAManifestURL</key>\n\t<string>¦</string>\n${restrictions("\t\t<key>BADownloadDomainAllowList</key>\n\t\t<array><string>cdn.example.com</string><string>*.example.org</string></array>")}`,
    ),
  });
  assert.deepEqual(labels(items), ["https://cdn.example.com/manifest.json"]);
});

test("values of other keys, and between a key and its value, are nobody's business here", () => {
  for (const body of [
    "<key>CFBundleName</key><string>¦</string>",
    "<key>CFBundleName</key>\n¦",
    "<key>BAUsesAppleHosting</key>¦\n<true/>",
    "<key>CFBundleIcons</key><array>¦</array>",
  ]) {
    assert.deepEqual(labels(unmanaged(body).items), [], body);
  }
});
