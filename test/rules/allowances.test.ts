import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { assertRule, diagnostics, fixture, root, snapshotOf } from "./rule-case";

const project = (essentialAllowance: number, allowance: number, want = "") => `
=== App/Info.plist
<key>BAInitialDownloadRestrictions</key>
<dict>
\t<key>BADownloadAllowance</key>
\t<integer>${allowance}</integer>
\t<key>BADownloadDomainAllowList</key>
\t<array>
\t\t<string>cdn.example.com</string>
\t</array>
\t<key>BAEssentialDownloadAllowance</key>
\t<integer>${essentialAllowance}</integer>${want}
</dict>
<key>BAManifestURL</key>
<string>https://cdn.example.com/manifest.json</string>
=== server/manifest.json
`;

const assets = JSON.stringify({
  assets: [
    { id: "models", url: "https://cdn.example.com/models", size: 212_000_000, essential: true },
    { id: "terrain", url: "https://cdn.example.com/terrain", size: 200_000_000, essential: true },
    { id: "music", url: "https://cdn.example.com/music", size: 50_000_000, essential: false },
  ],
});
// The manifest of the fixture ends in a line break.
const manifestBytes = assets.length + 1;

describe("BA118: an allowance below what the manifest needs", () => {
  it("says both numbers, who would be refused, and what happens", () => {
    const snapshot = snapshotOf(fixture(project(400_000_000, 60_000_000) + assets).texts);
    const [finding] = diagnostics(snapshot).filter(({ code }) => code === "BA118");
    assert.equal(
      finding?.message,
      `BAEssentialDownloadAllowance is 400 MB; the manifest (${manifestBytes} bytes) and 2 essential assets need 412 MB. \`terrain\` (200 MB) would be refused (112 downloadWouldExceedAllowance) and the app would launch without it.`,
    );
    assert.equal(finding.severity, "error");
    const [related] = finding.related ?? [];
    assert.equal(related?.path, `${root}/server/manifest.json`);
    assert.equal(assets.slice(related.range.start, related.range.end), "200000000");
  });

  it("sets the allowance to what is needed, or to more", () => {
    const needed = 412_000_000 + manifestBytes;
    assertRule({
      code: "BA118",
      fires: project(400_000_000, 60_000_000, ' <!-- want BA118 "is 400 MB" -->') + assets,
      fixed: project(needed, 60_000_000) + assets,
      silent: [project(needed, 60_000_000) + assets, project(0, 0).replace("=== server/manifest.json", "")],
    });
    const snapshot = snapshotOf(fixture(project(400_000_000, 60_000_000) + assets).texts);
    const [finding] = diagnostics(snapshot).filter(({ code }) => code === "BA118");
    assert.equal(finding?.fixes?.[1]?.edits()[0]?.edits[0]?.newText, "454000000");
    assert.equal(finding.fixes[1].preferred, false);
  });

  it("only warns where nothing but the manifest's own bytes does not fit", () => {
    const snapshot = snapshotOf(fixture(project(412_000_000, 60_000_000) + assets).texts);
    const [finding] = diagnostics(snapshot).filter(({ code }) => code === "BA118");
    assert.equal(finding?.severity, "warning");
    assert.match(finding.message, /is 412,000,000 bytes; the manifest .* need 412,000,\d{3} bytes/);
    const settings = '\n=== background-assets.jsonc\n{"version": 1, "assumptions": {"manifest-charge": "none"}}';
    assertRule({
      code: "BA118",
      fires: project(412_000_000, 60_000_000, ' <!-- want BA118 "reported, not documented" -->') + assets,
      silent: [project(412_000_000, 60_000_000) + assets + settings],
    });
  });

  it("lets the manifest use what the other lane has left when nothing is essential", () => {
    const others = assets.replaceAll('"essential":true', '"essential":false');
    assertRule({
      code: "BA118",
      fires: project(0, 462_000_000, ' <!-- want BA118 "The manifest would be refused (203" -->') + others,
      silent: [project(0, 463_000_000) + others],
    });
  });

  it("names the first of several that do not fit in the other lane", () => {
    const snapshot = snapshotOf(fixture(project(413_000_000, 10_000_000) + assets).texts);
    const [finding] = diagnostics(snapshot).filter(({ code }) => code === "BA118");
    assert.match(finding?.message ?? "", /1 non-essential asset needs 50 MB.*the first launch would find it missing/);
  });
});

describe("BA119: an allowance far above what the manifest needs", () => {
  it("offers the real number without applying it unasked", () => {
    const far =
      project(900_000_000, 60_000_000, ' <!-- want BA119 "is 900 MB; the manifest needs 412 MB" -->') + assets;
    assertRule({ code: "BA119", fires: far, silent: [project(500_000_000, 60_000_000) + assets] });
    const [finding] = diagnostics(snapshotOf(fixture(far).texts)).filter(({ code }) => code === "BA119");
    assert.equal(finding?.severity, "info");
    assert.ok(finding.fixes?.every((fix) => !fix.preferred));
  });
});
