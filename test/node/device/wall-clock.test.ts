import assert from "node:assert/strict";
import { test } from "node:test";
import { WallClock } from "../../../src/node/device/wall-clock";

const week = 7 * 24 * 3600 * 1000;

test("weeks pass at once while nothing flows, in the order of the timers", async () => {
  const clock = new WallClock(0);
  const order: string[] = [];
  const before = performance.now();
  await new Promise<void>((done) => {
    clock.after(2 * week, () => {
      order.push(`second at ${clock.now()}`);
      done();
    });
    clock.after(week, () => order.push(`first at ${clock.now()}`));
  });
  assert.deepEqual(order, [`first at ${week}`, `second at ${2 * week}`]);
  assert.ok(performance.now() - before < 5000);
});

test("a timer waits for the wall while bytes flow, and jumps when they stop", async () => {
  const clock = new WallClock(1000);
  clock.beginFlow();
  let fired = false;
  const timer = new Promise<void>((done) =>
    clock.after(week, () => {
      fired = true;
      done();
    }),
  );
  await new Promise((done) => setImmediate(done));
  await new Promise((done) => setImmediate(done));
  assert.equal(fired, false);
  assert.ok(clock.now() < 1000 + week);
  clock.endFlow();
  await timer;
  assert.ok(clock.now() >= 1000 + week);
});

test("a cancelled timer does not fire", async () => {
  const clock = new WallClock(0);
  let fired = false;
  clock
    .after(5, () => {
      fired = true;
    })
    .cancel();
  await new Promise<void>((done) => clock.after(10, done));
  assert.equal(fired, false);
  assert.equal(clock.now(), 10);
});
