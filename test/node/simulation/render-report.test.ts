import assert from "node:assert/strict";
import { test } from "node:test";
import { renderReport } from "../../../src/node/simulation/render-report";
import { DeviceLog } from "../../protocol/device-log";

const { events } = new DeviceLog().runStarted();
const request = { title: "Skylands", events, path: "/app/Info.plist", folders: ["/app"] };

test("what the extension kept becomes a page, JSON and JUnit", () => {
  const render = (kind: "html" | "json" | "xml") => renderReport({ ...request, kind }, [], "background-assets 1");
  assert.match(render("html"), /<h1>Skylands<\/h1>/);
  assert.doesNotMatch(render("html"), />[^<]*· \/app\//, "paths are relative to the workspace folder");
  assert.equal(JSON.parse(render("json")).events.length, events.length);
  assert.match(render("xml"), /<testsuite name="Skylands"/);
});

test("an archive of traffic that nobody remembers is refused in words", () => {
  assert.throws(() => renderReport({ ...request, kind: "har" }, [], "background-assets 1"), /Run it again/);
  const exchange = {
    method: "GET",
    url: "https://cdn.example.com/a",
    mappedUrl: undefined,
    status: 200,
    requestHeaders: {},
    responseHeaders: {},
    startedAt: 0,
    durationMs: 1,
    bytes: 2,
  };
  const har = JSON.parse(renderReport({ ...request, kind: "har" }, [exchange], "background-assets 1"));
  assert.equal(har.log.entries[0].request.url, "https://cdn.example.com/a");
});
