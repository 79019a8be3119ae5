import { describe, it } from "node:test";
import { assertRule } from "./rule-case";

/** Every key of an unmanaged project, sound. */
const unmanaged = `
=== App/Info.plist
<key>BAEssentialMaxInstallSize</key>
<integer>120000000</integer>
<key>BAInitialDownloadRestrictions</key>
<dict>
\t<key>BADownloadAllowance</key>
\t<integer>300000000</integer>
\t<key>BADownloadDomainAllowList</key>
\t<array>
\t\t<string>assets.example.com</string>
\t</array>
\t<key>BAEssentialDownloadAllowance</key>
\t<integer>100000000</integer>
</dict>
<key>BAManifestURL</key>
<string>https://assets.example.com/manifest.json</string>
<key>BAMaxInstallSize</key>
<integer>350000000</integer>
`;

const appleHosted = `
=== App/Info.plist
<key>BAAppGroupID</key>
<string>group.com.example.app</string>
<key>BAHasManagedAssetPacks</key>
<true/>
<key>BAUsesAppleHosting</key>
<true/>
`;

const without = (source: string, ...keys: readonly string[]) =>
  keys.reduce(
    (text, key) => text.replace(new RegExp(`\\t*<key>${key}</key>\\n\\t*(<(\\w+)>[^]*?</\\2>|<\\w+/>)\\n`), ""),
    source,
  );
const withWant = (source: string, line: string, want: string) => source.replace(line, `${line} <!-- want ${want} -->`);

const sound = [unmanaged, appleHosted];

describe("rules of the app's Info.plist", () => {
  it("BA101 asks for the essential allowance inside the restrictions", () => {
    const missing = without(unmanaged, "BAEssentialDownloadAllowance");
    assertRule({
      code: "BA101",
      fires: withWant(missing, "<key>BAInitialDownloadRestrictions</key>", 'BA101 "ITMS-90923"'),
      fixed: missing.replace(
        "\t</array>\n",
        "\t</array>\n\t<key>BAEssentialDownloadAllowance</key>\n\t<integer>0</integer>\n",
      ),
      silent: [...sound, "=== App/Info.plist\n<key>CFBundlePackageType</key>\n<string>APPL</string>"],
    });
  });

  it("BA102 asks for the restrictions of a self-hosted app", () => {
    const missing = without(unmanaged, "BAInitialDownloadRestrictions");
    assertRule({
      code: "BA102",
      fires: withWant(missing, "<key>BAManifestURL</key>", 'BA102 "is missing"'),
      silent: sound,
    });
  });

  it("BA103 asks for a number in both allowances", () => {
    assertRule({
      code: "BA103",
      fires: unmanaged
        .replace("<integer>300000000</integer>", '<string>300000000</string> <!-- want BA103 "not a number" -->')
        .replace("<integer>100000000</integer>", '<true/> <!-- want BA103 "is a boolean" -->'),
      fixed: unmanaged.replace("<integer>100000000</integer>", "<true/>"),
      silent: [
        ...sound,
        unmanaged.replace("<integer>300000000</integer>", "<string>$(ALLOWANCE)</string>"),
        unmanaged.replace("<integer>100000000</integer>", "<integer>0</integer>"),
      ],
    });
  });

  it("BA103 asks for a missing BADownloadAllowance", () => {
    assertRule({
      code: "BA103",
      fires: withWant(
        without(unmanaged, "BADownloadAllowance"),
        "<key>BAInitialDownloadRestrictions</key>",
        'BA103 "has no BADownloadAllowance"',
      ),
      silent: [],
    });
  });

  it("BA104 asks for the app group of a managed project, from the entitlements", () => {
    const files = (plist: string) => `${plist}
=== App/App.entitlements
<key>com.apple.security.application-groups</key>
<array>
\t<string>group.com.example.app</string>
</array>
`;
    const missing = without(appleHosted, "BAAppGroupID");
    assertRule({
      code: "BA104",
      fires: files(withWant(missing, "<key>BAHasManagedAssetPacks</key>", 'BA104 "group.com.example.app"')),
      fixed: `=== App/Info.plist
<key>BAHasManagedAssetPacks</key>
<true/>
<key>BAUsesAppleHosting</key>
<true/>
<key>BAAppGroupID</key>
<string>group.com.example.app</string>
`,
      silent: sound,
    });
  });

  it("BA105 moves a key from the extension's file to the app's", () => {
    assertRule({
      code: "BA105",
      fires: `
=== App/Info.plist
<key>BAHasManagedAssetPacks</key>
<true/>
=== Downloader/Info.plist
<key>EXAppExtensionAttributes</key>
<dict>
\t<key>EXExtensionPointIdentifier</key>
\t<string>com.apple.background-asset-downloader-extension</string>
</dict>
<key>BAAppGroupID</key> <!-- want BA105 "Move it to the app's" -->
<string>group.com.example.app</string>
<key>BAHasManagedAssetPacks</key> <!-- want BA105 "too, where nobody reads it" -->
<true/>
`,
      fixed: `
=== App/Info.plist
<key>BAHasManagedAssetPacks</key>
<true/>
<key>BAAppGroupID</key>
<string>group.com.example.app</string>
=== Downloader/Info.plist
<key>EXAppExtensionAttributes</key>
<dict>
\t<key>EXExtensionPointIdentifier</key>
\t<string>com.apple.background-asset-downloader-extension</string>
</dict>
<key>BAHasManagedAssetPacks</key>
<true/>
`,
      silent: sound,
    });
  });

  it("BA106 asks for BAHasManagedAssetPacks where BAUsesAppleHosting is set", () => {
    const missing = without(appleHosted, "BAHasManagedAssetPacks");
    assertRule({
      code: "BA106",
      fires: withWant(missing, "<key>BAUsesAppleHosting</key>", 'BA106 "Set BAHasManagedAssetPacks to true"'),
      fixed: `${missing.trimEnd()}\n<key>BAHasManagedAssetPacks</key>\n<true/>\n`,
      silent: [...sound, "=== App/Info.plist\n<key>BAHasManagedAssetPacks</key>\n<true/>"],
    });
  });

  it("BA107 asks who hosts", () => {
    const missing = without(appleHosted, "BAUsesAppleHosting");
    assertRule({
      code: "BA107",
      fires: withWant(missing, "<key>BAHasManagedAssetPacks</key>", 'BA107 "add BAUsesAppleHosting"'),
      fixed: appleHosted,
      silent: [...sound, `${missing}<key>BAManifestURL</key>\n<string>https://example.com/m.json</string>\n`],
    });
  });

  it("BA108 removes what an Apple-hosted project must not have", () => {
    assertRule({
      code: "BA108",
      fires: `${appleHosted}<key>BAMaxInstallSize</key> <!-- want BA108 "Remove it" -->\n<integer>5</integer>\n`,
      fixed: appleHosted,
      silent: sound,
    });
  });

  it("BA110 wants an https URL", () => {
    const url = "<string>https://assets.example.com/manifest.json</string>";
    assertRule({
      code: "BA110",
      fires: unmanaged.replace(
        url,
        '<string>http://assets.example.com/manifest.json</string> <!-- want BA110 "HTTPS only" -->',
      ),
      fixed: unmanaged,
      silent: [...sound, unmanaged.replace(url, "<string>$(MANIFEST_URL)</string>")],
    });
    for (const [value, message] of [
      ["", "is empty"],
      ["manifest.json", "not an absolute URL"],
      ["file:///manifest.json", "not an absolute URL"],
      ["ftp://example.com/manifest.json", "the scheme ftp"],
      ["http://localhost/manifest.json", "no exception for localhost"],
    ]) {
      const fires = unmanaged.replace(url, `<string>${value}</string> <!-- want BA110 "${message}" -->`);
      assertRule({ code: "BA110", fires, silent: [] });
    }
    assertRule({
      code: "BA110",
      fires: unmanaged.replace(
        url,
        '<string> <!-- want BA110 "space around it" -->\n\t\thttps://assets.example.com/manifest.json\n\t</string>',
      ),
      fixed: unmanaged,
      // BA401 speaks of it.
      silent: [unmanaged.replace(url, "<string>https://localhost:8443/manifest.json</string>")],
    });
  });

  it("BA111 wants no empty list and no empty entry", () => {
    const list = "<array>\n\t\t<string>assets.example.com</string>\n\t</array>";
    assertRule({
      code: "BA111",
      fires: unmanaged
        .replace(list, "<array/>")
        .replace(
          "<key>BADownloadDomainAllowList</key>",
          '<key>BADownloadDomainAllowList</key> <!-- want BA111 "is empty" -->',
        ),
      fixed: unmanaged,
      silent: sound,
    });
    assertRule({
      code: "BA111",
      fires: unmanaged.replace("\t</array>", '\t\t<string></string> <!-- want BA111 "an empty string" -->\n\t</array>'),
      fixed: unmanaged,
      silent: [],
    });
  });

  it("BA112 adds the manifest's host", () => {
    const url = "<string>https://assets.example.com/manifest.json</string>";
    const elsewhere = unmanaged.replace(url, "<string>https://cdn.example.com/manifest.json</string>");
    assertRule({
      code: "BA112",
      fires: withWant(
        elsewhere,
        "<string>https://cdn.example.com/manifest.json</string>",
        'BA112 "cdn.example.com is not in"',
      ),
      fixed: elsewhere.replace("\t</array>", "\t\t<string>cdn.example.com</string>\n\t</array>"),
      silent: [
        ...sound,
        elsewhere.replace("assets.example.com<", "*.example.com<"),
        elsewhere.replace("assets.example.com<", "CDN.example.com.<"),
        elsewhere.replace("assets.example.com<", "$(HOST)<"),
        `${elsewhere}\n=== background-assets.jsonc\n{"version": 1, "assumptions": {"manifest-host-listed": "not-required"}}`,
      ],
    });
    const apex = unmanaged
      .replace("assets.example.com<", "*.example.com<")
      .replace(url, "<string>https://example.com/m</string>");
    assertRule({
      code: "BA112",
      fires: withWant(apex, "<string>https://example.com/m</string>", 'BA112 "not example.com itself"'),
      silent: [`${apex}\n=== background-assets.jsonc\n{"version": 1, "assumptions": {"wildcard-scope": "with-apex"}}`],
    });
  });

  it("BA113 adds the hosts of the manifest's assets", () => {
    const manifest = `
=== server/manifest.json
{"assets": [
  {"id": "a", "url": "https://assets.example.com/a", "size": 10},
  {"id": "b", "url": "https://other.example.net/b", "size": 10},
  {"id": "c", "url": "https://other.example.net/c", "size": 10}
]}
`;
    const list = "<key>BADownloadDomainAllowList</key>";
    assertRule({
      code: "BA113",
      fires: withWant(unmanaged, list, 'BA113 "2 assets of the manifest (`b` and `c`)"') + manifest,
      fixed: unmanaged.replace("\t</array>", "\t\t<string>other.example.net</string>\n\t</array>"),
      silent: [...sound, unmanaged.replace("assets.example.com<", "$(HOSTS)<") + manifest],
    });
  });

  it("BA115 wants host names", () => {
    for (const [entry, message, better] of [
      ["https://cdn.example.com/packs", "is a URL", "cdn.example.com"],
      ["cdn.example.com:443", "has a port", "cdn.example.com"],
      ["cdn.example.com/packs", "has a path", "cdn.example.com"],
      ["*example.com", "no dot after the asterisk", "*.example.com"],
      [".example.com", "starts with a dot", "*.example.com"],
    ] as const) {
      const withEntry = (text: string) => unmanaged.replace("\t</array>", `\t\t<string>${text}\n\t</array>`);
      assertRule({
        code: "BA115",
        fires: withEntry(`${entry}</string> <!-- want BA115 "${message}" -->`),
        fixed: withEntry(`${better}</string>`),
        silent: [withEntry(`${better}</string>`), withEntry("$(HOST)</string>")],
      });
    }
    for (const [entry, message] of [
      ["*", "bare asterisk"],
      ["cdn.*.example.com", "asterisk that is not at its start"],
      ["192.168.0.1", "is an address"],
    ]) {
      const fires = unmanaged.replace(
        "assets.example.com</string>",
        `${entry}</string> <!-- want BA115 "${message}" -->`,
      );
      assertRule({ code: "BA115", fires, silent: sound });
    }
  });

  it("BA116 sees the sum of both lanes", () => {
    const manifest = `
=== server/manifest.json
[{"id": "a", "url": "https://assets.example.com/a", "size": 60000000, "essential": true},
 {"id": "b", "url": "https://assets.example.com/b", "size": 240000000, "essential": false}]
`;
    assertRule({
      code: "BA116",
      fires: withWant(unmanaged, "<integer>300000000</integer>", 'BA116 "the sum of the essential (60 MB)"') + manifest,
      fixed: unmanaged.replace("300000000", "240000000"),
      silent: [unmanaged, unmanaged.replace("300000000", "250000000") + manifest],
    });
    assertRule({
      code: "BA116",
      fires: unmanaged.replace(
        "<integer>350000000</integer>",
        '<integer>420000000</integer> <!-- want BA116 "exactly" -->',
      ),
      silent: [],
    });
  });

  it("BA117 compares installed with transferred bytes", () => {
    assertRule({
      code: "BA117",
      fires: unmanaged.replace(
        "<integer>350000000</integer>",
        '<integer>35000000</integer> <!-- want BA117 "35 MB, less than" -->',
      ),
      silent: sound,
    });
    const same = unmanaged.replace(/<integer>\d+<\/integer>/g, "<integer>5656</integer>");
    assertRule({
      code: "BA117",
      fires: same.replace("5656</integer>", '5656</integer> <!-- want BA117 "All four" -->'),
      silent: [],
    });
  });

  it("BA120 wants whole bytes in range", () => {
    const size = "<integer>350000000</integer>";
    assertRule({
      code: "BA120",
      fires: unmanaged.replace(size, '<real>350000000</real> <!-- want BA120 "real number" -->'),
      fixed: unmanaged,
      silent: [...sound, unmanaged.replace(size, "<integer>0</integer>")],
    });
    for (const [value, message] of [
      ["<integer>-1</integer>", "negative"],
      ["<integer>9223372036854775808</integer>", "64 bits"],
      ["<string>350000000</string>", "not a number"],
    ]) {
      assertRule({
        code: "BA120",
        fires: unmanaged.replace(size, `${value} <!-- want BA120 "${message}" -->`),
        silent: [],
      });
    }
    assertRule({
      code: "BA120",
      fires: unmanaged.replace(
        "<integer>100000000</integer>",
        '<integer>-5</integer> <!-- want BA120 "ends the app" -->',
      ),
      silent: [],
    });
  });

  it("BA121 knows what a misspelt key was meant to be", () => {
    assertRule({
      code: "BA121",
      fires: unmanaged.replace(
        "<key>BAManifestURL</key>",
        '<key>BAManifestUrl</key> <!-- want BA121 "Did you mean BAManifestURL?" -->',
      ),
      fixed: unmanaged,
      silent: [
        ...sound,
        `${appleHosted}<key>BASE_URL</key>\n<string>x</string>\n<key>BATCH</key>\n<string>x</string>\n`,
      ],
    });
  });

  it("BA121 knows a misspelt key that is the only one", () => {
    assertRule({
      code: "BA121",
      fires: `
=== App/Info.plist
<key>CFBundleIdentifier</key>
<string>com.example.app</string>
<key>BAHasManagedAssetPack</key> <!-- want BA121 "Did you mean BAHasManagedAssetPacks?" -->
<true/>
`,
      silent: ["\n=== App/Info.plist\n<key>BASE_URL</key>\n<string>x</string>\n<key>BAKey</key>\n<string>x</string>\n"],
    });
  });

  it("BA123 is not misled by a key that only begins like one", () => {
    assertRule({
      code: "BA123",
      fires: `
=== App/Info.plist
<plist version="1.0">
<dict> <!-- want BA123 "no Background Assets key" -->
\t<key>CFBundlePackageType</key>
\t<string>APPL</string>
\t<key>BASE_URL</key>
\t<string>https://api.example.com</string>
</dict>
</plist>
=== Downloader/Info.plist
<key>EXAppExtensionAttributes</key>
<dict>
\t<key>EXExtensionPointIdentifier</key>
\t<string>com.apple.background-asset-downloader-extension</string>
</dict>
`,
      silent: sound,
    });
  });

  it("BA123 sees an extension beside an app without keys", () => {
    const extension = `
=== Downloader/Info.plist
<key>EXAppExtensionAttributes</key>
<dict>
\t<key>EXExtensionPointIdentifier</key>
\t<string>com.apple.background-asset-downloader-extension</string>
</dict>
`;
    assertRule({
      code: "BA123",
      fires: `
=== App/Info.plist
<plist version="1.0">
<dict> <!-- want BA123 "no Background Assets key" -->
\t<key>CFBundlePackageType</key>
\t<string>APPL</string>
</dict>
</plist>
${extension}`,
      fixed: `
=== App/Info.plist
<plist version="1.0">
<dict>
\t<key>CFBundlePackageType</key>
\t<string>APPL</string>
\t<key>BAAppGroupID</key>
\t<string>group.</string>
\t<key>BAHasManagedAssetPacks</key>
\t<true/>
\t<key>BAUsesAppleHosting</key>
\t<true/>
</dict>
</plist>
`,
      silent: [
        ...sound,
        appleHosted + extension,
        "=== App/Info.plist\n<key>CFBundlePackageType</key>\n<string>APPL</string>",
      ],
    });
  });

  it("BA124 wants the type that is read", () => {
    assertRule({
      code: "BA124",
      fires: appleHosted.replace("<true/>", '<string>YES</string> <!-- want BA124 "not a boolean" -->'),
      fixed: appleHosted,
      silent: [...sound, appleHosted.replace("<true/>", "<string>$(MANAGED)</string>")],
    });
    assertRule({
      code: "BA124",
      fires: unmanaged.replace(
        "<array>\n\t\t<string>assets.example.com</string>\n\t</array>",
        '<string>assets.example.com</string> <!-- want BA124 "not an array" -->',
      ),
      fixed: unmanaged,
      silent: [],
    });
  });

  it("BA125 asks for the manifest's URL", () => {
    const missing = without(unmanaged, "BAManifestURL");
    assertRule({
      code: "BA125",
      fires: withWant(missing, "<key>BAInitialDownloadRestrictions</key>", 'BA125 "downloads nothing"'),
      silent: sound,
    });
  });

  it("BA126 asks for the allow list, with the hosts that are known", () => {
    const missing = without(unmanaged, "BADownloadDomainAllowList");
    assertRule({
      code: "BA126",
      fires: withWant(missing, "<key>BAInitialDownloadRestrictions</key>", 'BA126 "List every host"'),
      fixed: missing.replace(
        "\t<integer>100000000</integer>\n",
        "\t<integer>100000000</integer>\n\t<key>BADownloadDomainAllowList</key>\n\t<array>\n\t\t<string>assets.example.com</string>\n\t</array>\n",
      ),
      silent: sound,
    });
  });

  it("BA127 asks for both install sizes", () => {
    const missing = without(unmanaged, "BAMaxInstallSize");
    assertRule({
      code: "BA127",
      fires: withWant(missing, "<key>BAEssentialMaxInstallSize</key>", 'BA127 "BAMaxInstallSize is missing"'),
      fixed: unmanaged.replace("350000000", "300000000"),
      silent: [
        ...sound,
        // BA121 says it, with the fix that renames it.
        unmanaged.replace("<key>BAMaxInstallSize", "<key>BAMaxinstallSize"),
      ],
    });
  });

  it("BA128 moves a key to its level", () => {
    const body = "<key>BAEssentialDownloadAllowance</key>\n<integer>100000000</integer>\n";
    const outside = without(unmanaged, "BAEssentialDownloadAllowance");
    assertRule({
      code: "BA128",
      fires: outside + body.replace("</key>", '</key> <!-- want BA128 "Move it into" -->'),
      fixed: unmanaged,
      silent: sound,
    });
    assertRule({
      code: "BA128",
      fires: without(unmanaged, "BAMaxInstallSize").replace(
        "\t<key>BADownloadAllowance</key>",
        '\t<key>BAMaxInstallSize</key> <!-- want BA128 "to the top" -->\n\t<integer>350000000</integer>\n\t<key>BADownloadAllowance</key>',
      ),
      fixed: unmanaged,
      silent: [],
    });
  });

  it("BA128 moves what is left in the extension's file into the app's restrictions", () => {
    const stray = "<key>BAEssentialDownloadAllowance</key>";
    const extension = (body: string) => `
=== Downloader/Info.plist
<key>EXAppExtensionAttributes</key>
<dict>
\t<key>EXExtensionPointIdentifier</key>
\t<string>com.apple.background-asset-downloader-extension</string>
</dict>
${body}`;
    assertRule({
      code: "BA128",
      fires:
        without(unmanaged, "BAEssentialDownloadAllowance") +
        extension(`${stray} <!-- want BA128 "of the app" -->\n<integer>100000000</integer>\n`),
      fixed: unmanaged + extension(""),
      silent: [unmanaged + extension("")],
    });
  });

  it("BA129 mentions a background mode that is not needed", () => {
    const modes = (mode: string) => `${unmanaged}<key>UIBackgroundModes</key>\n<array>\n\t<string>${mode}\n</array>\n`;
    assertRule({
      code: "BA129",
      fires: modes('fetch</string> <!-- want BA129 "does not need" -->'),
      silent: [...sound, modes("audio</string>")],
    });
  });
});
