import assert from "node:assert/strict";
import { test } from "node:test";
import { readReply } from "../../../src/node/downloader/read-reply";

test("what has the shape of a reply is one", () => {
  const replies = [
    { kind: "downloads", downloads: [{ is: "the number 5" }], wasAwaited: true },
    { kind: "results", failures: [{ method: "m", identifier: "a", message: "b" }], notMoved: ["a"], scheduled: [] },
    { kind: "threw", method: "downloads", message: "no" },
    { kind: "too-many" },
  ];
  for (const reply of replies) assert.deepEqual(readReply(reply), reply);
});

test("a script that writes in our place cannot give what nobody expects", () => {
  const others = [
    null,
    [],
    { kind: "other" },
    { kind: "downloads" },
    { kind: "downloads", downloads: [null] },
    { kind: "results", failures: [], notMoved: [{}], scheduled: [] },
    { kind: "results", failures: [{ method: { toString: 5 } }], notMoved: [], scheduled: [] },
    { kind: "threw", method: "m", message: { toString: 5 } },
    { kind: "exited", method: "m", code: "0" },
    { kind: "challenge" },
  ];
  for (const other of others) assert.equal(readReply(other), undefined, JSON.stringify(other));
});
