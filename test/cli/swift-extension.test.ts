import assert from "node:assert/strict";
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { bundleCli, type Cli } from "./run-cli";

describe("background-assets swift-extension", () => {
  let cli: Cli;
  const folder = mkdtempSync(join(tmpdir(), "background-assets-swift-"));
  before(async () => {
    cli = await bundleCli();
    cpSync("examples/unmanaged", folder, { recursive: true });
  });
  after(() => {
    cli.dispose();
    rmSync(folder, { recursive: true, force: true });
  });

  it("writes the source of the example to a pipe, or into a new file, and never over one", () => {
    const piped = cli.run(["swift-extension"], { cwd: folder });
    assert.equal(piped.status, 0, piped.stderr);
    assert.match(piped.stdout, /^\/\/ The downloader extension of Skylands/);
    assert.match(piped.stdout, /private let appGroup = "group\./);
    const written = cli.run(["swift-extension", "--project", folder, "--output", "Downloader.swift"], { cwd: folder });
    assert.equal(written.status, 0, written.stderr);
    assert.equal(written.stdout, "");
    const file = join(folder, "Downloader.swift");
    assert.equal(readFileSync(file, "utf8"), piped.stdout);
    const again = cli.run(["swift-extension", "--output", "Downloader.swift"], { cwd: folder });
    assert.equal(again.status, 2);
    assert.match(again.stderr, /Downloader\.swift is there already and is not overwritten/);
    assert.ok(existsSync(file));
  });
});
