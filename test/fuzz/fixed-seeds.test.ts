import assert from "node:assert/strict";
import { after, test } from "node:test";
import { allTargets } from "../../fuzz/all-targets";
import { minimised, runInput } from "../../fuzz/run-input";

/** Always the same inputs; `npm run fuzz` reads others for as long as one likes. */
const seed = 20261121;
const rounds = 30;

after(async () => {
  for (const target of allTargets) await target.close?.();
});

for (const target of allTargets) {
  test(`${target.name}: inputs that nobody writes`, async () => {
    for (let iteration = 0; iteration < target.share * rounds; iteration++) {
      const failure = await runInput(target, seed, iteration);
      if (failure === undefined) continue;
      const { input, error } = await minimised(target, failure, seed, iteration);
      const again = `npm run fuzz -- --target ${target.name} --seed ${seed} --iteration ${iteration}`;
      assert.fail(`${error.message}\n${JSON.stringify(typeof input === "string" ? input : [...input])}\n${again}`);
    }
  });
}
