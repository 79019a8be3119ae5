import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { bundleCli } from "../../cli/run-cli";
import { SimulatedProject } from "../../cli/simulated-project";

test("the script of the documentation runs as it stands", async (t) => {
  const script = /```js\n([\s\S]*?)```/.exec(readFileSync("docs/downloader.md", "utf8"))?.[1];
  assert.ok(script);
  const cli = await bundleCli();
  t.after(() => cli.dispose());
  const project = await SimulatedProject.create(t, cli.path, {
    assets: [{ id: "core", essential: true }, { id: "music" }],
    projectFile: { downloader: "downloader.mjs" },
  });
  await project.write("downloader.mjs", script);
  const { status, stdout } = await project.run(["install"]);
  assert.equal(status, 0, stdout);
  assert.match(stdout, /2 downloaded/);
});
