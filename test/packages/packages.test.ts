import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after, before, test } from "node:test";
import { makePackages } from "../../scripts/package.mjs";

const kilobyte = 1000;
let folder = "";
let vsix = "";
let tarball = "";

before(async () => {
  folder = mkdtempSync(join(tmpdir(), "ba-packages-"));
  const made = await makePackages({ folder });
  vsix = made.vsix;
  tarball = made.tarball;
});
after(() => rmSync(folder, { recursive: true, force: true }));

/** The names in a ZIP archive, from its central directory. */
function zipNames(path: string): string[] {
  const bytes = readFileSync(path);
  const names: string[] = [];
  let offset = bytes.readUInt32LE(bytes.lastIndexOf("PK\u0005\u0006", undefined, "latin1") + 16);
  while (bytes.readUInt32LE(offset) === 0x02014b50) {
    const nameLength = bytes.readUInt16LE(offset + 28);
    names.push(bytes.toString("utf8", offset + 46, offset + 46 + nameLength));
    offset += 46 + nameLength + bytes.readUInt16LE(offset + 30) + bytes.readUInt16LE(offset + 32);
  }
  return names;
}

test("the VSIX has the bundles and what people read, and nothing else", () => {
  const names = zipNames(vsix).filter((name) => name.startsWith("extension/"));
  for (const needed of [
    "dist/extension.js",
    "dist/core.js",
    "dist/node-worker.js",
    "dist/panel.js",
    "dist/panel.css",
    "docs/rules/BA113.md",
    "types/background-assets-downloader.d.ts",
    "types/downloader.mjs",
    "package.json",
    "readme.md",
    "LICENSE.txt",
  ]) {
    assert.ok(names.includes(`extension/${needed}`), `${needed} is in ${names.join(", ")}`);
  }
  const allowed =
    /^extension\/(dist\/(extension|core|node-worker|panel|media-panel|json-p3|yaml|write-extension|media-plan-file)\.(js|css)|dist\/codicon[^/]*\.ttf|dist\/third-party-notices\.txt|docs\/rules\/[^/]+\.md|schemas\/[^/]+\.json|types\/((managed-)?downloader\.mjs|background-assets-downloader\.d\.ts)|syntaxes\/[^/]+\.json|media\/[^/]+\.(png|svg)|package\.json|readme\.md|changelog\.md|LICENSE\.txt)$/i;
  assert.deepEqual(
    names.filter((name) => !allowed.test(name)),
    [],
  );
  assert.ok(statSync(vsix).size < 1000 * kilobyte, `${statSync(vsix).size} bytes`);
});

test("the packaged README leads nowhere that the packages do not have", () => {
  const readme = readFileSync("out/package/README.md", "utf8");
  assert.doesNotMatch(readme, /\]\((?!https:)/);
  assert.match(readme, /background-assets check/);
});

test("what VS Code reads at activation is small, and nothing of the extension host has undici, whose dispatcher would replace that of every extension", () => {
  const [extension, core] = ["dist/extension.js", "dist/core.js"].map((path) => readFileSync(path, "utf8"));
  assert.ok((extension?.length ?? 0) < 150 * kilobyte, `${extension?.length} bytes`);
  assert.ok((core?.length ?? 0) < 600 * kilobyte, `${core?.length} bytes`);
  for (const bundle of [extension, core]) assert.doesNotMatch(bundle ?? "", /undici/);
  assert.match(readFileSync("dist/node-worker.js", "utf8"), /undici/);
});

test("the panel's script stays below its size", () => {
  const { size } = statSync("dist/panel.js");
  assert.ok(size < 110 * kilobyte, `${size} bytes`);
});

test("the tarball, installed into an empty folder, checks a project with npx and needs no other package", () => {
  const project = join(folder, "ci");
  mkdirSync(join(project, "App"), { recursive: true });
  writeFileSync(join(project, "package.json"), '{"private": true}');
  const plist =
    '<?xml version="1.0" encoding="UTF-8"?>\n<plist version="1.0"><dict>\n<key>BAManifestURL</key>\n<string>http://cdn.example.com/m.json</string>\n</dict></plist>\n';
  writeFileSync(join(project, "App", "Info.plist"), plist);
  const npm = (...args: string[]) =>
    execFileSync("npm", args, { cwd: project, encoding: "utf8", shell: process.platform === "win32" });
  npm("install", "--offline", "--no-audit", "--no-fund", resolve(tarball));
  const checked = spawnSync("npx", ["--no-install", "background-assets", "check", "--format", "json"], {
    cwd: project,
    encoding: "utf8",
    shell: process.platform === "win32",
  });
  assert.equal(checked.status, 1, checked.stderr);
  const { files } = JSON.parse(checked.stdout) as { files: { path: string; diagnostics: { code: string }[] }[] };
  const found = files.find((file) => file.path === "App/Info.plist")?.diagnostics.map(({ code }) => code);
  assert.ok(found?.includes("BA110"), String(found));
});
