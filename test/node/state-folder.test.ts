import assert from "node:assert/strict";
import { test } from "node:test";
import { userStateFolder } from "../../src/node/state-folder";

test("state is kept where the platform keeps it", () => {
  assert.equal(userStateFolder({}, "linux", "/home/ann"), "/home/ann/.local/state/background-assets");
  assert.equal(userStateFolder({ XDG_STATE_HOME: "/var/ann" }, "linux", "/home/ann"), "/var/ann/background-assets");
  assert.equal(
    userStateFolder({ XDG_STATE_HOME: "/ignored" }, "darwin", "/Users/ann"),
    "/Users/ann/Library/Application Support/background-assets",
  );
  assert.equal(
    userStateFolder({ LOCALAPPDATA: "D:\\Local" }, "win32", "C:\\Users\\ann"),
    "D:\\Local\\background-assets",
  );
  assert.equal(userStateFolder({}, "win32", "C:\\Users\\ann"), "C:\\Users\\ann\\AppData\\Local\\background-assets");
});

test("a relative or empty XDG_STATE_HOME is ignored, as its specification asks", () => {
  for (const XDG_STATE_HOME of ["state", ""]) {
    assert.equal(userStateFolder({ XDG_STATE_HOME }, "linux", "/home/ann"), "/home/ann/.local/state/background-assets");
  }
});

test("BACKGROUND_ASSETS_STATE wins on every platform", () => {
  const env = { XDG_STATE_HOME: "/var/ann", LOCALAPPDATA: "D:\\Local" };
  assert.equal(userStateFolder({ ...env, BACKGROUND_ASSETS_STATE: "/tmp/state" }, "linux", "/home/ann"), "/tmp/state");
  assert.equal(
    userStateFolder({ ...env, BACKGROUND_ASSETS_STATE: "/tmp/state" }, "darwin", "/Users/ann"),
    "/tmp/state",
  );
  assert.equal(
    userStateFolder({ ...env, BACKGROUND_ASSETS_STATE: "E:\\state" }, "win32", "C:\\Users\\ann"),
    "E:\\state",
  );
});
