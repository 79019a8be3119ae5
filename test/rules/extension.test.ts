import { describe, it } from "node:test";
import { assertRule } from "./rule-case";

const point = "com.apple.background-asset-downloader-extension";

const app = `
=== App/Info.plist
<key>BAAppGroupID</key>
<string>group.com.example.app</string>
<key>BAHasManagedAssetPacks</key>
<true/>
<key>BAUsesAppleHosting</key>
<true/>
<key>CFBundleIdentifier</key>
<string>com.example.app</string>
<key>CFBundleShortVersionString</key>
<string>2.0</string>
`;

const extension = (body: string) => `
=== Downloader/Info.plist
<key>EXAppExtensionAttributes</key>
<dict>
\t<key>EXExtensionPointIdentifier</key>
\t<string>${point}</string>
</dict>
${body}`;

const entitlements = (path: string, body: string) => `
=== ${path}
<key>com.apple.security.application-groups</key>${body}
`;
const group = "\n<array>\n\t<string>group.com.example.app</string>\n</array>";

describe("rules of the extension", () => {
  it("BA203 converts NSExtension", () => {
    assertRule({
      code: "BA203",
      fires: `${app}
=== Downloader/Info.plist
<!-- the downloader -->
<key>NSExtension</key> <!-- want BA203 "ITMS-91179" -->
<dict>
\t<key>NSExtensionPointIdentifier</key>
\t<string>${point}</string>
</dict>
`,
      fixed: `
=== Downloader/Info.plist
<!-- the downloader -->
<key>EXAppExtensionAttributes</key>
<dict>
\t<key>EXExtensionPointIdentifier</key>
\t<string>${point}</string>
</dict>
`,
      silent: [app + extension("")],
    });
  });

  it("BA203 keeps what is right and what is said about it, and drops what only NSExtension has", () => {
    assertRule({
      code: "BA203",
      fires: `${app}
=== Downloader/Info.plist
<key>NSExtension</key> <!-- want BA203 "ITMS-91179" -->
<dict>
\t<key>NSExtensionAttributes</key>
\t<dict/>
\t<!-- as the template has it -->
\t<key>NSExtensionPointIdentifier</key>
\t<string>${point}</string>
</dict>
`,
      fixed: `
=== Downloader/Info.plist
<key>EXAppExtensionAttributes</key>
<dict>
\t<!-- as the template has it -->
\t<key>EXExtensionPointIdentifier</key>
\t<string>${point}</string>
</dict>
`,
      silent: [],
    });
  });

  it("BA204 knows the extension point that was meant", () => {
    const wrong = (want: string) =>
      app + extension("").replace(`<string>${point}</string>`, `<string>com.apple.background-assets</string>${want}`);
    assertRule({
      code: "BA204",
      fires: wrong(` <!-- want BA204 "Did you mean ${point}?" -->`),
      fixed: extension(""),
      silent: [app + extension(""), app + extension("").replace(point, "$(EXTENSION_POINT)")],
    });
  });

  it("BA204 knows an extension without a point by the sources beside it", () => {
    const empty = (want = "") => `
=== Dl/Info.plist
<key>EXAppExtensionAttributes</key>
<dict>
\t<key>EXExtensionPointIdentifier</key>
\t<string></string>${want}
</dict>
`;
    const source = (adopted: string) => `
=== Dl/Main.swift
import BackgroundAssets
@main struct Main: ${adopted} {}
`;
    assertRule({
      code: "BA204",
      fires: app + empty(` <!-- want BA204 "Did you mean ${point}?" -->`) + source("StoreDownloaderExtension"),
      silent: [
        app + empty(),
        app + empty() + source("WidgetBundle // no StoreDownloaderExtension"),
        app + empty() + source("StoreDownloaderExtension").replace("Dl/Main", "Other/Main"),
        app +
          empty() +
          extension("").replace("Downloader/", "Dl/Inner/") +
          source("StoreDownloaderExtension").replace("Dl/Main", "Dl/Inner/Main"),
      ],
    });
  });

  it("BA205 asks for a display name only where the bundle's keys are written out", () => {
    const written = "<key>CFBundleExecutable</key>\n<string>$(EXECUTABLE_NAME)</string>\n<key>CFBundleIdentifier</key>";
    const id = "\n<string>com.example.app.downloader</string>\n";
    assertRule({
      code: "BA205",
      fires: app + extension(`${written} <!-- want BA205 "ITMS-90360" -->${id}`),
      fixed: extension(`${written}${id}<key>CFBundleDisplayName</key>\n<string>$(PRODUCT_NAME)</string>\n`),
      silent: [
        app + extension(""),
        `${app}${extension(`${written}${id}<key>CFBundleDisplayName</key>\n<string>A</string>`)}`,
      ],
    });
  });

  it("BA207 wants a child of the app's bundle identifier", () => {
    const withId = (text: string) => app + extension(`<key>CFBundleIdentifier</key>\n<string>${text}\n`);
    assertRule({
      code: "BA207",
      fires: withId('com.example.downloader</string> <!-- want BA207 "not a child of the app\'s com.example.app" -->'),
      fixed: extension("<key>CFBundleIdentifier</key>\n<string>com.example.app.downloader</string>\n"),
      silent: [
        withId("com.example.app.downloader</string>"),
        withId("$(PRODUCT_BUNDLE_IDENTIFIER)</string>"),
        app + extension(""),
      ],
    });
    // A name that only begins alike is no child.
    assertRule({
      code: "BA207",
      fires: withId('com.example.apps</string> <!-- want BA207 "is not a child" -->'),
      silent: [],
    });
  });

  it("BA208 wants the app's version", () => {
    const withVersion = (text: string) => app + extension(`<key>CFBundleShortVersionString</key>\n<string>${text}\n`);
    assertRule({
      code: "BA208",
      fires: withVersion('1.9</string> <!-- want BA208 "is 1.9, the app\'s is 2.0" -->'),
      fixed: extension("<key>CFBundleShortVersionString</key>\n<string>2.0</string>\n"),
      silent: [withVersion("2.0</string>"), withVersion("$(MARKETING_VERSION)</string>")],
    });
  });

  it("BA214 wants BAAppGroupID in both entitlements", () => {
    const both = app + extension("") + entitlements("App/App.entitlements", group);
    assertRule({
      code: "BA214",
      fires: `${both}
=== Downloader/Downloader.entitlements
<key>com.apple.security.application-groups</key> <!-- want BA214 "list group.com.example.other" -->
<array>
\t<string>group.com.example.other</string>
</array>
`,
      fixed: `
=== Downloader/Downloader.entitlements
<key>com.apple.security.application-groups</key>
<array>
\t<string>group.com.example.other</string>
\t<string>group.com.example.app</string>
</array>
`,
      silent: [
        both,
        both + entitlements("Downloader/Downloader.entitlements", group),
        both + entitlements("Downloader/Downloader.entitlements", group.replace("group.com.example.app", "$(GROUP)")),
      ],
    });
  });

  it("BA214 compares the two sides of an unmanaged project", () => {
    const unmanaged = "\n=== App/Info.plist\n<key>BAManifestURL</key>\n<string>https://example.com/m.json</string>\n";
    const files = (app: string, downloader: string) =>
      unmanaged +
      extension("") +
      entitlements("App/App.entitlements", app) +
      entitlements("Downloader/Downloader.entitlements", downloader);
    assertRule({
      code: "BA214",
      fires: files(group, ' <!-- want BA214 "The app has the app group group.com.example.app" -->\n<array/>'),
      fixed: entitlements("Downloader/Downloader.entitlements", group),
      silent: [files(group, group)],
    });
  });

  it("BA216 removes entitlements that Apple does not have", () => {
    const invented =
      '<key>com.apple.developer.background-assets</key> <!-- want BA216 "not an entitlement" -->\n<true/>\n';
    assertRule({
      code: "BA216",
      fires: `${app}${entitlements("App/App.entitlements", group)}${invented}`,
      fixed: entitlements("App/App.entitlements", group),
      silent: [app + entitlements("App/App.entitlements", group)],
    });
  });
});
