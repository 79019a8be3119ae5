import { configurationWith, type TestAsset, TestDevice } from "../test/simulator/simulated-device";
import { exponent, inTurn, type Line, median, milliseconds, timed } from "./measure";
import type { Settings } from "./settings";

const dayMs = 86_400_000;

function assets(count: number): readonly TestAsset[] {
  return Array.from({ length: count }, (_, index) => ({
    id: `asset-${index}`,
    size: 1000 + (index % 7),
    essential: index % 4 === 0,
  }));
}

function deviceWith(count: number): TestDevice {
  const allowance = 1_000_000_000_000;
  return new TestDevice({
    assets: assets(count),
    configuration: configurationWith({ allowance, essentialAllowance: allowance }),
  });
}

function install(count: number): number {
  const device = deviceWith(count);
  return timed(() => {
    device.fire("install");
    if (device.of("download.finished").length !== count) throw new Error(`not all of ${count} assets were installed`);
  });
}

/** A check a day with 10 of 1,000 assets new each day. */
function yearOfPeriodicChecks(): number {
  const count = 1000;
  const device = deviceWith(count);
  device.fire("install");
  device.fire("launch");
  return timed(() => {
    let downloads = count;
    for (let day = 1; day <= 365; day++) {
      device.clock.runFor(dayMs);
      device.publish(
        assets(count).map((asset, index) => ({
          ...asset,
          essential: false,
          version: String(Math.floor((day * 10 + 999 - index) / 1000)),
        })),
      );
      device.fire("periodic", { force: true });
    }
    downloads = device.of("download.finished").length - downloads;
    if (downloads < 365) throw new Error(`only ${downloads} downloads in a year`);
  });
}

/** The simulator alone: virtual clock, in-memory transport, a store in memory, every event kept. */
export async function engineLines({ rounds, scale }: Settings): Promise<readonly Line[]> {
  const small = { size: 10_000 * scale, ms: 0 };
  const large = { size: 100_000 * scale, ms: 0 };
  const samples = await inTurn(rounds, {
    small: () => install(small.size),
    large: () => install(large.size),
    year: yearOfPeriodicChecks,
  });
  small.ms = median(samples.small);
  large.ms = median(samples.large);
  const growth = exponent(small, large);
  return [
    {
      name: "engine",
      work: `install of ${large.size} assets, in-memory transport`,
      ours: milliseconds(large.ms),
      peer: undefined,
      ratio: undefined,
      goal: "seconds, linear: exponent at most 1.15",
      met: large.ms < 10_000 && growth <= 1.15,
      notes: `exponent ${growth.toFixed(2)} from ${small.size} assets (${milliseconds(small.ms)})`,
      samples: { small: samples.small, large: samples.large },
    },
    {
      name: "engine",
      work: "a simulated year: 365 periodic checks of 1,000 assets, 10 of them new each day",
      ours: milliseconds(median(samples.year)),
      peer: undefined,
      ratio: undefined,
      goal: "seconds",
      met: median(samples.year) < 10_000,
      notes: "",
      samples: { year: samples.year },
    },
  ];
}
