import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import type { DeviceEvent } from "../../../src/simulator/events";
import { bundleCli, type Cli } from "../../cli/run-cli";
import { SimulatedProject } from "../../cli/simulated-project";

function identifiers(stdout: string, type: DeviceEvent["type"]): string[] {
  const events = stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as DeviceEvent);
  return events.flatMap((event) => (event.type === type ? [event.identifier ?? ""] : []));
}

describe("the script to begin with", () => {
  let cli: Cli;
  before(async () => {
    cli = await bundleCli();
  });
  after(() => cli.dispose());

  it("is run by simulate: what is missing is downloaded once, and an update brings what is new", async (t) => {
    const project = await SimulatedProject.create(t, cli.path, {
      assets: [{ id: "core", essential: true }, { id: "music" }],
      projectFile: { downloader: "downloader.mjs" },
    });
    await project.write("downloader.mjs", readFileSync("types/downloader.mjs"));
    const simulate = (...args: string[]) => project.run([...args, "--format", "jsonl"]);
    const planned = await simulate("install", "--dry-run");
    assert.deepEqual(identifiers(planned.stdout, "download.enqueued"), ["core", "music"], planned.stderr);
    const installed = await simulate("install");
    assert.equal(installed.status, 0, installed.stderr + installed.stdout);
    assert.deepEqual(identifiers(installed.stdout, "download.finished"), ["core", "music"]);
    await project.serve([{ id: "core", essential: true }, { id: "music" }, { id: "levels", essential: true }]);
    const updated = await simulate("launch", "update");
    assert.deepEqual(identifiers(updated.stdout, "download.finished"), ["levels"]);
    assert.equal(updated.status, 0, updated.stderr);
  });

  it("schedules what failed as essential once more, and a file that is not moved is lost", async (t) => {
    const project = await SimulatedProject.create(t, cli.path, {
      assets: [
        { id: "core", essential: true },
        { id: "gone", essential: true },
      ],
      projectFile: { downloader: "downloader.mjs" },
      respond: ({ path }) => (path.endsWith("/gone.bin") ? { status: 404 } : undefined),
    });
    const template = readFileSync("types/downloader.mjs", "utf8");
    await project.write("downloader.mjs", template);
    const { stdout } = await project.run(["install", "--format", "jsonl"]);
    assert.deepEqual(identifiers(stdout, "download.failed"), ["gone", "gone"]);
    assert.deepEqual(identifiers(stdout, "app.call"), ["gone"]);
    assert.deepEqual(identifiers(stdout, "file.lost"), []);
    await project.write("downloader.mjs", template.replace("renameSync(fileURL", "void (fileURL"));
    const lost = await project.run(["install", "--format", "jsonl"]);
    assert.deepEqual(identifiers(lost.stdout, "file.lost"), ["core"]);
    assert.match(lost.stdout, /left the file of `core` where it was\. On a device it is deleted/);
  });

  it("that is broken ends the run with exit code 1 and the place of the mistake, and check does not run it", async (t) => {
    const project = await SimulatedProject.create(t, cli.path, {
      assets: [{ id: "core", essential: true }],
      projectFile: { downloader: "downloader.mjs" },
    });
    writeFileSync(join(project.folder, "downloader.mjs"), "console.log('here');\nexport default { downloads: [] };\n");
    const broken = await project.run(["install"]);
    assert.equal(broken.status, 1, broken.stderr);
    assert.match(broken.stdout, /extensionResultNotUsable.*exports an object without a method downloads/s);
    assert.match(broken.stderr, /downloader\.mjs: here/);
    const checked = cli.run(["check"], { cwd: project.folder });
    assert.doesNotMatch(checked.stderr + checked.stdout, /here/);
  });
});
