import assert from "node:assert/strict";
import { test } from "node:test";
import { maskSecrets, maskUrl } from "../../src/simulator/secret-masking";
import { TestDevice } from "./simulated-device";

test("a URL keeps its address and names, whatever characters stand in it", () => {
  for (const [url, masked] of [
    ["https://h/a?token=S&v=2#top", "https://h/a?token=***&v=***#top"],
    ["https://h/it's/a?token=S", "https://h/it's/a?token=***"],
    ["https://h/a?x=a'SECRET", "https://h/a?x=***"],
    ["https://h/a b?x=a SECRET", "https://h/a b?x=***"],
    ["https://me:p@ss@h/a", "https://***@h/a"],
    ["/x?sig=SECRET", "/x?sig=***"],
    ["?SECRET", "?***"],
    ["//me:pass@h/x", "//***@h/x"],
    ["https://h/a@b", "https://h/a@b"],
  ] as const) {
    assert.equal(maskUrl(url), masked);
  }
});

test("a sentence keeps its words and punctuation around a masked URL", () => {
  assert.equal(
    maskSecrets("`https://h/it's?token=S`: refused, as https://h/b?x=a'SECRET. Try ?x=1"),
    "`https://h/it's?token=***`: refused, as https://h/b?x=***. Try ?x=1",
  );
});

test("nothing of a query with quotes and spaces is in the log, neither in URLs nor in messages", () => {
  const url = "https://cdn.example.com/it's a.pak?sig=one'TWO THREE";
  const device = new TestDevice({ assets: [{ id: "core", size: 10, url, served: { status: 404, size: 0 } }] });
  device.fire("install");
  assert.equal(device.of("download.failed")[0]?.url, "https://cdn.example.com/it's a.pak?sig=***");
  assert.doesNotMatch(JSON.stringify(device.events), /TWO|THREE/);
});
