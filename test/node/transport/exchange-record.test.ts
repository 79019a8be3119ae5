import assert from "node:assert/strict";
import { test } from "node:test";
import { maskRecord } from "../../../src/node/transport/exchange-record";
import { harReport } from "../../../src/report/har";

test("a relative redirect goes into the HTTP archive without its query's values", () => {
  const record = maskRecord(
    {
      method: "GET",
      url: "https://cdn.example.com/it's?token=SECRET",
      mappedUrl: "http://localhost:1/it's?token=SECRET",
      status: 302,
      requestHeaders: { referer: "/before?sig=SECRET" },
      responseHeaders: { location: "/x?sig=SECRET", "content-location": ["/y?SECRET"] },
      startedAt: 0,
      durationMs: 1,
      bytes: 0,
      fault: "the server redirects to https://cdn.example.com/login?sig=SECRET",
    },
    new Set(),
  );
  const text = JSON.stringify(harReport([record], "test 1"));
  assert.doesNotMatch(text, /SECRET/);
  assert.match(text, /"redirectURL":"\/x\?sig=\*\*\*"/);
});
