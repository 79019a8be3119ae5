import assert from "node:assert/strict";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { soundApp, writeProduct } from "./built-app";
import { bundleCli, type Cli } from "./run-cli";
import { sarifMistakes } from "./sarif-shape";

describe("background-assets check --format sarif", () => {
  let cli: Cli;
  let folder: string;
  before(async () => {
    cli = await bundleCli();
    folder = mkdtempSync(join(tmpdir(), "background-assets-sarif-"));
    cpSync("test/fixtures/check-unmanaged", join(folder, "Ünmanaged #1 [a]"), { recursive: true });
    writeProduct(folder, soundApp({ extension: { CFBundleVersion: "4" } }));
  });
  after(() => {
    cli.dispose();
    rmSync(folder, { recursive: true, force: true });
  });
  const sarif = (args: readonly string[], cwd = folder) =>
    JSON.parse(cli.run(["check", "--format", "sarif", ...args], { cwd }).stdout);

  it("has the shape of SARIF 2.1.0, with related places and fixes", () => {
    const log = sarif([".", "App.app"]);
    assert.deepEqual(sarifMistakes(log), []);
    const { results } = log.runs[0];
    const ids = results.map(({ ruleId }: { ruleId: string }) => ruleId).sort();
    assert.deepEqual(ids, ["BA112", "BA118", "BA120", "BA208"]);
    assert.ok(
      results.some((one: object) => "fixes" in one) && results.some((one: object) => "relatedLocations" in one),
    );
  });

  it("has it for files outside of the working directory, and without a finding", () => {
    const outside = sarif([join(folder, "Ünmanaged #1 [a]")], join(folder, "App.app"));
    assert.deepEqual(sarifMistakes(outside), []);
    assert.match(outside.runs[0].artifacts[0].location.uri, /^file:\/\/.*\/%C3%9Cnmanaged%20%231%20%5Ba%5D\//);
    const nothing = sarif(["App.app/Extensions"]);
    assert.deepEqual(sarifMistakes(nothing), []);
    assert.deepEqual(nothing.runs[0].results, []);
  });

  it("is not taken for sound when it is not", () => {
    const log = sarif(["."]);
    const [result] = log.runs[0].results;
    result.level = "info";
    assert.deepEqual(sarifMistakes(log), ["/runs/0/results/0/level must be equal to one of the allowed values"]);
    result.level = "error";
    result.ruleIndex++;
    assert.deepEqual(sarifMistakes(log), ["ruleIndex of result 0"]);
  });
});
