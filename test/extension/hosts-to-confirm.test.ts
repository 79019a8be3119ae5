import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { hostsMet, hostsOf } from "../../src/extension/hosts-to-confirm";
import { simulatorError } from "../../src/simulator/error-codes";
import { DeviceLog } from "../protocol/device-log";
import { appProject } from "./app-project";

const manifest = JSON.stringify({
  assets: [
    { id: "a", url: "https://cdn.example.com/a", size: 1 },
    { id: "b", url: "https://media.example.net:8443/b", size: 1 },
    { id: "c", url: "https://media.example.net:8443/c", size: 1 },
  ],
});

describe("the hosts that a person is asked about", () => {
  it("are the manifest's and its assets', each once", () => {
    assert.deepEqual(hostsOf(appProject({ manifest, allowList: ["unused.example.com"] })), [
      "cdn.example.com",
      "media.example.net:8443",
    ]);
  });

  it("are those of the allow list while the manifest is not known", () => {
    assert.deepEqual(hostsOf(appProject({ allowList: ["*.example.net", "cdn.example.com"] })), [
      "cdn.example.com",
      "*.example.net",
    ]);
  });

  it("leave out what the project maps elsewhere", () => {
    const hosts = { "https://cdn.example.com": "https://localhost:8443" };
    assert.deepEqual(hostsOf(appProject({ manifest, hosts })), ["media.example.net:8443"]);
  });

  it("are those that hosts are mapped to, unless that is this computer", () => {
    const hosts = {
      "https://cdn.example.com": "http://evil.example.org:8080",
      "https://media.example.net:8443": "https://127.0.0.1:8443",
    };
    assert.deepEqual(hostsOf(appProject({ manifest, hosts })), ["evil.example.org:8080"]);
  });

  it("take in those that an earlier run came upon", () => {
    const url = "https://new.example.org/a";
    const asset = { identifier: "a", lane: "essential", url } as const;
    const { events } = new DeviceLog()
      .add(0, { type: "download.redirected", from: url, to: "https://bucket.example.org/b?x", allowed: true, ...asset })
      .add(1, {
        type: "download.failed",
        receivedBytes: 0,
        error: simulatorError("hostNotConfirmed", "new.example.org was not confirmed."),
        ...asset,
      })
      .add(2, {
        type: "manifest.redirected",
        url: "https://cdn.example.com/manifest.json",
        from: "https://cdn.example.com/manifest.json",
        to: "https://manifests.example.org/2",
        allowed: true,
      });
    assert.deepEqual(hostsMet(events), ["bucket.example.org", "new.example.org", "manifests.example.org"]);
  });
});
