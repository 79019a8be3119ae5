import assert from "node:assert/strict";
import { beforeEach, describe, it } from "node:test";
import { type SaveReportServices, saveReport } from "../../src/extension/save-report";
import type { WorkerRequests } from "../../src/protocol/worker-messages";
import { DeviceLog } from "../protocol/device-log";
import { appProject } from "./app-project";
import { Uri, window, workspace } from "./fake-vscode";

const { events } = new DeviceLog().runStarted();
const scenario = { path: "/app/first.ba-scenario.jsonc", name: "First install", events };

/** The command over one app and one scenario; the person is the test's. */
class Stage {
  readonly requests: WorkerRequests["renderReport"]["request"][] = [];
  readonly written: [path: string, text: string][] = [];
  readonly said: string[] = [];
  readonly offered: string[][] = [];
  /** The label that the person picks. */
  pick = "";
  target = "/app/report.html";

  services(appEvents: typeof events, scenarios = [scenario]): SaveReportServices {
    const project = appProject({});
    Object.assign(Uri, { joinPath: (folder: { path: string }, name: string) => Uri.file(`${folder.path}/${name}`) });
    Object.assign(workspace, {
      workspaceFolders: [{ uri: Uri.file("/app") }],
      asRelativePath: (uri: { path: string }) => uri.path.replace(/^\/app\//, ""),
      fs: {
        writeFile: async (uri: { path: string }, bytes: Uint8Array) =>
          void this.written.push([uri.path, new TextDecoder().decode(bytes)]),
      },
    });
    Object.assign(window, {
      showInformationMessage: async (message: string) => void this.said.push(message),
      showQuickPick: async (items: readonly { label: string }[]) => {
        this.offered.push(items.map(({ label }) => label));
        return items.find(({ label }) => label === this.pick);
      },
      showSaveDialog: async () => (this.target === "" ? undefined : Uri.file(this.target)),
    });
    return {
      documents: {
        current: async () => ({ projects: [project] }),
        paths: { uriOf: (path: string) => Uri.file(path), pathOf: (uri: { path: string }) => uri.path },
      },
      controller: { run: async () => ({ history: { events: () => appEvents } }) },
      scenarios: { logs: () => scenarios },
      worker: {
        request: async (_: string, body: WorkerRequests["renderReport"]["request"]) => {
          this.requests.push(body);
          return { text: `a ${body.kind} about ${body.title}` };
        },
      },
    } as unknown as SaveReportServices;
  }
}

describe("Save Simulation Report", () => {
  let stage: Stage;
  beforeEach(() => {
    stage = new Stage();
  });

  it("offers what was run, and writes what the name's ending says", async () => {
    stage.pick = "First install";
    stage.target = "/app/out/first.XML";
    await saveReport(stage.services(events), undefined);
    assert.equal(stage.offered[0]?.length, 2);
    assert.deepEqual(stage.written, [["/app/out/first.XML", "a xml about First install"]]);
    const [request] = stage.requests;
    assert.deepEqual([request?.path, request?.folders], [scenario.path, ["/app"]]);
    assert.match(stage.said[0] ?? "", /Report saved: out\/first\.XML/);
  });

  it("of an app's panel, or of a test, asks nothing but where to", async () => {
    await saveReport(stage.services(events), "/app/Info.plist");
    await saveReport(stage.services(events), { id: `${scenario.path}#3:2`, parent: { id: scenario.path } });
    assert.deepEqual(stage.offered, []);
    assert.deepEqual(
      stage.requests.map(({ path }) => path),
      ["/app/Info.plist", scenario.path],
    );
  });

  it("says that nothing was run, and writes nothing where the person thinks better of it", async () => {
    await saveReport(stage.services([], []), undefined);
    assert.match(stage.said[0] ?? "", /Nothing was simulated yet/);
    stage.target = "";
    await saveReport(stage.services(events, []), undefined);
    assert.deepEqual([stage.requests, stage.written], [[], []]);
  });

  it("refuses an ending that stands for no report", async () => {
    stage.target = "/app/report.pdf";
    await assert.rejects(saveReport(stage.services(events, []), undefined), /\.html, \.json, \.xml \(JUnit\) or \.har/);
    assert.deepEqual(stage.written, []);
  });
});
