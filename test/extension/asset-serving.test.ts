import assert from "node:assert/strict";
import { before, test } from "node:test";
import { AssetServing, isPortInUse } from "../../src/extension/asset-serving";
import { type WorkerClient, WorkerRequestError } from "../../src/extension/worker-client";
import type { ServingState } from "../../src/protocol/serving-messages";
import type { WorkerNotification } from "../../src/protocol/worker-messages";
import { EventEmitter, window } from "./fake-vscode";

const lines: string[] = [];
const item = { text: "", isShown: false, show: () => {}, hide: () => {}, dispose() {} };
item.show = () => {
  item.isShown = true;
};
item.hide = () => {
  item.isShown = false;
};

before(() => {
  Object.assign(window, {
    createOutputChannel: () => ({ appendLine: (line: string) => lines.push(line), show() {}, dispose() {} }),
    createStatusBarItem: () => item,
    showWarningMessage: async () => undefined,
  });
});

const state: ServingState = {
  directory: "/w",
  port: 8443,
  origins: ["https://192.0.2.7:8443", "https://localhost:8443"],
  isOpen: true,
  setupUrls: ["http://192.0.2.7:9000/"],
  certificatePath: "/ca.pem",
  archiveNotice: undefined,
  problems: ["another pack has the id Core too"],
};

const request = { directory: "/w", port: 8443, lan: true, packsFor: "iOS" };

/** A worker whose requests end when the test says so. */
function workerWith(answers: Readonly<Record<string, () => Promise<unknown>>>) {
  const notified = new EventEmitter<WorkerNotification>();
  const worker = { onDidNotify: notified.event, request: (name: string) => answers[name]?.() ?? Promise.resolve(null) };
  return { notified, serving: new AssetServing(worker as unknown as WorkerClient) };
}

test("what is served stands in the status bar and in the log, until it ends", async () => {
  let end = () => {};
  const { notified, serving } = workerWith({
    serve: () =>
      new Promise<null>((resolve) => {
        end = () => resolve(null);
      }),
    stopServing: async () => end(),
  });
  const started = serving.start(request);
  notified.fire({ kind: "serving", state });
  assert.equal(await started, state);
  assert.equal(item.isShown, true);
  assert.match(item.text, /8443/);
  notified.fire({ kind: "served", line: "12:00:00 GET /manifest -> 200" });
  for (const line of [/http:\/\/192\.0\.2\.7:9000/, /another pack has the id/, /GET \/manifest -> 200/]) {
    assert.ok(lines.some((one) => line.test(one)));
  }
  await serving.apply({ bytesPerSecond: 1000 });
  assert.match(item.text, /warning/);
  await serving.stop();
  await new Promise(setImmediate);
  assert.equal(serving.state, undefined);
  assert.equal(item.isShown, false);
});

test("a port that another program has is told from every other failure", async () => {
  const refuse = (code: "port-in-use" | "failed") =>
    workerWith({
      serve: async () => Promise.reject(new WorkerRequestError(code, "Port 8443 is already in use by node")),
    });
  await assert.rejects(refuse("port-in-use").serving.start(request), isPortInUse);
  await assert.rejects(refuse("failed").serving.start(request), (error) => !isPortInUse(error));
});
