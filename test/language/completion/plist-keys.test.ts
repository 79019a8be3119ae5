import assert from "node:assert/strict";
import { test } from "node:test";
import { accepted, completions, itemNamed, labels } from "../cursor-in-text";

const plist = (body: string) => `<?xml version="1.0"?>\n<plist version="1.0">\n<dict>\n${body}\n</dict>\n</plist>\n`;
const offered = (body: string, name = "App/Info.plist") =>
  labels(completions({ [name]: plist(body) }).items).filter((label) => !label.includes(":"));
const after = (body: string, label: string, name = "App/Info.plist") => {
  const { case: made, items } = completions({ [name]: plist(body) });
  return accepted(made, itemNamed(items, label));
};

const apple = "\t<key>BAHasManagedAssetPacks</key>\n\t<true/>\n\t<key>BAUsesAppleHosting</key>\n\t<true/>\n";

test("half a tag becomes a key with its value", () => {
  assert.equal(
    after(`${apple}\t<ke¦`, "BAAppGroupID"),
    plist(`${apple}\t<key>BAAppGroupID</key>\n\t<string>group.</string>`),
  );
  assert.equal(
    after(`${apple}\t<¦`, "BAAppGroupID"),
    plist(`${apple}\t<key>BAAppGroupID</key>\n\t<string>group.</string>`),
  );
  assert.equal(
    after(`${apple}\tBAApp¦`, "BAAppGroupID"),
    plist(`${apple}\t<key>BAAppGroupID</key>\n\t<string>group.</string>`),
  );
});

test("in a key that is not closed yet the rest is written", () => {
  const expected = plist(`${apple}\t<key>BAAppGroupID</key>\n\t<string>group.</string>`);
  assert.equal(after(`${apple}\t<key>BA¦`, "BAAppGroupID"), expected);
  assert.equal(after(`${apple}\t<key>BA¦</key>`, "BAAppGroupID"), expected);
  assert.equal(after(`${apple}\t<key>¦</key>`, "BAAppGroupID"), expected);
});

test("a key that has its value is only renamed", () => {
  const value = "\n\t<!-- ours -->\n\t<string>group.com.example</string>";
  assert.equal(
    after(`${apple}\t<key>BAApp¦Group</key>${value}`, "BAAppGroupID"),
    plist(`${apple}\t<key>BAAppGroupID</key>${value}`),
  );
});

test("half a key before another entry is completed without touching it", () => {
  const next = "\n\t<key>CFBundleName</key>\n\t<string>App</string>";
  const expected = plist(`${apple}\t<key>BAAppGroupID</key>\n\t<string>group.</string>${next}`);
  assert.equal(after(`${apple}\t<key>BA¦${next}`, "BAAppGroupID"), expected);
  assert.equal(after(`${apple}\t<key¦${next}`, "BAAppGroupID"), expected);
});

test("an Apple-hosted project is offered what it lacks, and none of the keys that it must leave out", () => {
  assert.deepEqual(offered(`${apple}\t¦`), ["BAAppGroupID"]);
});

test("an unmanaged project is offered the required keys first, in the order of insertion", () => {
  assert.deepEqual(offered("\t<key>BAManifestURL</key>\n\t<string>https://a.example/m.json</string>\n\t¦"), [
    "BAInitialDownloadRestrictions",
    "BAEssentialMaxInstallSize",
    "BAMaxInstallSize",
    "BAHasManagedAssetPacks",
    "BAUsesAppleHosting",
    "BAAppGroupID",
  ]);
});

test("without a mode all keys of app and extension are offered, and each mode's set", () => {
  const { items } = completions({ "App/Info.plist": plist("\t¦") });
  assert.deepEqual(labels(items).slice(0, 3), [
    "Background Assets: Apple-hosted",
    "Background Assets: Self-hosted, managed",
    "Background Assets: Self-hosted, unmanaged",
  ]);
  assert.ok(labels(items).includes("BAManifestURL"));
  assert.ok(labels(items).includes("EXAppExtensionAttributes"));
});

test("a set writes every key of the mode", () => {
  assert.equal(
    after("\t¦", "Background Assets: Apple-hosted"),
    plist(
      "\t<key>BAHasManagedAssetPacks</key>\n\t<true/>\n\t<key>BAUsesAppleHosting</key>\n\t<true/>\n\t<key>BAAppGroupID</key>\n\t<string>group.</string>",
    ),
  );
});

test("the restrictions come with their three keys, indented like the file", () => {
  const url = "    <key>BAManifestURL</key>\n    <string>https://a.example/m.json</string>\n";
  assert.equal(
    after(`${url}    <k¦`, "BAInitialDownloadRestrictions"),
    plist(
      `${url}    <key>BAInitialDownloadRestrictions</key>\n    <dict>\n        <key>BADownloadAllowance</key>\n        <integer>0</integer>\n        <key>BADownloadDomainAllowList</key>\n        <array>\n            <string>a.example</string>\n        </array>\n        <key>BAEssentialDownloadAllowance</key>\n        <integer>0</integer>\n    </dict>`,
    ),
  );
});

test("inside the restrictions only their own keys are offered", () => {
  const body =
    "\t<key>BAInitialDownloadRestrictions</key>\n\t<dict>\n\t\t<key>BADownloadAllowance</key>\n\t\t<integer>1</integer>\n\t\t<¦\n\t</dict>";
  assert.deepEqual(offered(body), ["BADownloadDomainAllowList", "BAEssentialDownloadAllowance"]);
});

test("a dictionary that somebody forgot to close still has its place", () => {
  const body = "\t<key>BAInitialDownloadRestrictions</key>\n\t<dict>\n\t\t<key>BAD¦";
  assert.deepEqual(offered(body), ["BADownloadAllowance", "BADownloadDomainAllowList", "BAEssentialDownloadAllowance"]);
});

test("the extension's Info.plist is offered its attributes and none of the app's keys", () => {
  const attributes = (body: string) => `\t<key>EXAppExtensionAttributes</key>\n\t<dict>${body}</dict>`;
  assert.deepEqual(offered(attributes("\n\t\t<¦\n\t"), "Downloader/Info.plist"), [
    "EXExtensionPointIdentifier",
    "EXPrincipalClass",
  ]);
  const body = `${attributes("<key>EXExtensionPointIdentifier</key><string>com.apple.background-asset-downloader-extension</string>")}\n\t<¦`;
  assert.deepEqual(offered(body, "Downloader/Info.plist"), []);
});

test("CRLF stays CRLF", () => {
  const marked = plist(`${apple}\t<key>BA¦`).replaceAll("\n", "\r\n");
  const { case: made, items } = completions({ "App/Info.plist": marked });
  const text = accepted(made, itemNamed(items, "BAAppGroupID"));
  assert.equal(text, plist(`${apple}\t<key>BAAppGroupID</key>\n\t<string>group.</string>`).replaceAll("\n", "\r\n"));
});

test("in a dictionary on one line everything stays on it", () => {
  const { case: made, items } = completions({
    "App/Info.plist":
      "<plist><dict><key>BAUsesAppleHosting</key><true/><key>BAHasManagedAssetPacks</key><true/>¦</dict></plist>",
  });
  assert.equal(
    accepted(made, itemNamed(items, "BAAppGroupID")),
    "<plist><dict><key>BAUsesAppleHosting</key><true/><key>BAHasManagedAssetPacks</key><true/><key>BAAppGroupID</key><string>group.</string></dict></plist>",
  );
});

test("pairs that share a line in this file are written so", () => {
  const body = "\t<key>BAHasManagedAssetPacks</key> <true/>\n\t<key>BAUsesAppleHosting</key> <true/>\n\t<¦";
  assert.match(after(body, "BAAppGroupID"), /\t<key>BAAppGroupID<\/key> <string>group\.<\/string>\n/);
});

test("an empty file becomes a whole one", () => {
  const { case: made, items } = completions({ "App/Info.plist": "¦" });
  const text = accepted(made, itemNamed(items, "Info.plist of a downloader extension"));
  assert.match(text, /^<\?xml/);
  assert.match(
    text,
    /\t<key>EXAppExtensionAttributes<\/key>\n\t<dict>\n\t\t<key>EXExtensionPointIdentifier<\/key>\n\t\t<string>com\.apple\.background-asset-downloader-extension<\/string>\n\t<\/dict>\n<\/dict>/,
  );
  assert.equal(labels(completions({ "App/App.entitlements": "\n¦" }).items).length, 1);
});

test("entitlements are offered in entitlements files, with the group of the app", () => {
  const { case: made, items } = completions({
    "App/Info.plist": plist(`${apple}\t<key>BAAppGroupID</key>\n\t<string>group.com.example</string>`),
    "App/App.entitlements": plist("\t<ke¦"),
  });
  assert.deepEqual(labels(items), ["com.apple.security.application-groups", "com.apple.security.app-sandbox"]);
  assert.equal(
    accepted(made, itemNamed(items, "com.apple.security.application-groups")),
    plist(
      "\t<key>com.apple.security.application-groups</key>\n\t<array>\n\t\t<string>group.com.example</string>\n\t</array>",
    ),
  );
});

test("nothing is offered in comments, finished tags, closing tags, or plists of other forms", () => {
  for (const body of [
    "\t<!-- <ke¦ -->",
    "\t<!-- <key>BA¦</key> -->",
    "\t<ke¦y>CFBundleName</key><string/>",
    "\t</ke¦",
  ]) {
    assert.deepEqual(offered(body), [], body);
  }
  assert.deepEqual(labels(completions({ "App/Info.plist": "{ BA¦ = 1; }" }).items), []);
});

test("a finished tag asks for nothing by itself, a key asks for its value", () => {
  const closed = plist("\t<key>BAManifestURL</key>\n\t<string>https://a.example</string>¦");
  assert.deepEqual(labels(completions({ "App/Info.plist": closed }, ">").items), []);
  assert.deepEqual(
    labels(completions({ "App/Info.plist": plist("\t<key>BAHasManagedAssetPacks</key>¦") }, ">").items),
    ["<true/>", "<false/>"],
  );
});

test("what a key means is told for the project's mode", () => {
  const { items } = completions({ "App/Info.plist": plist(`${apple}\t<¦`) });
  const item = itemNamed(items, "BAAppGroupID");
  assert.equal(item.detail, "required, string");
  assert.ok(typeof item.documentation === "object");
  assert.match(item.documentation.value, /Apple-hosted: \*\*required\*\*/);
});

test("other property lists are offered nothing", () => {
  for (const name of ["App/Settings.plist", "App/GoogleService-Info.plist"]) {
    assert.deepEqual(offered("\t<key>API_KEY</key>\n\t<string>x</string>\n\t<¦", name), [], name);
    assert.deepEqual(labels(completions({ [name]: "¦" }).items), [], name);
  }
  assert.ok(offered("\t<key>CFBundleName</key>\n\t<string>x</string>\n\t<¦", "App/Settings.plist").length > 0);
});

test("at the start of an empty line the key is indented like its siblings, and so is what follows", () => {
  assert.equal(
    after(`${apple}¦`, "BAAppGroupID"),
    plist(`${apple}\t<key>BAAppGroupID</key>\n\t<string>group.</string>`),
  );
});
