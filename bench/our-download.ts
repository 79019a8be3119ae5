// A process of its own for each install:  node our-download.mjs JSON  prints a line of JSON with what it took.
import { monitorEventLoopDelay } from "node:perf_hooks";
import { deviceFolderAt } from "../src/node/device/device-folder";
import { DeviceStorage } from "../src/node/device/device-storage";
import { NetworkAccess } from "../src/node/simulation/network-access";
import { SimulationSession } from "../src/node/simulation/session";
import { configurationWith } from "../test/simulator/simulated-device";
import { configuredOrigin, type OurDownload, type OurResult } from "./our-download-contract";

const wanted = JSON.parse(process.argv[2] ?? "") as OurDownload;
const folder = deviceFolderAt(wanted.stateFolder);
const notice = (message: string) => console.error(message);
const opened = await DeviceStorage.open(folder, notice);
if (!opened.ok) throw new Error(opened.message);

const allowance = 1_000_000_000_000;
let finished = 0;
let lastProblem = "";
const session = new SimulationSession({
  project: {
    configuration: configurationWith({
      allowance,
      essentialAllowance: allowance,
      hosts: [new URL(configuredOrigin).host],
      manifestUrl: `${configuredOrigin}/${wanted.manifest}`,
    }),
    infoPlistText: "",
    manifestMapping: undefined,
    hosts: { [configuredOrigin]: wanted.origin },
    headers: {},
    // As many as curl has at a time.
    assumptions: { "downloads-per-host": wanted.parallel },
  },
  options: {
    force: false,
    allowPrivate: false,
    dryRun: false,
    maxBytes: undefined,
    conditions: {},
    language: undefined,
  },
  folder,
  storage: opened.storage,
  network: new NetworkAccess({ certificateAuthorities: [], environment: {}, developmentCaFolder: wanted.caFolder }),
  showSecrets: false,
  simulator: "benchmark",
  emit: (event) => {
    if (event.type === "download.finished" && ++finished === 1) setImmediate(measureFlowing);
    if ("error" in event && event.error !== undefined) lastProblem = event.error.message;
  },
  notice,
});

// Not `maxRSS`, which begins with what the process had that started this one.
let peakResidentBytes = 0;
const measureMemory = () => {
  peakResidentBytes = Math.max(peakResidentBytes, process.memoryUsage.rss());
};
setInterval(measureMemory, 20).unref();

// The histogram counts from the moment at which the timer should have fired.
const longestBlock = () => (delays.count === 0 ? 0 : delays.max / 1e6 - 5);
function measureFlowing(): void {
  longestBlockMs = longestBlock();
  delays.reset();
}

const delays = monitorEventLoopDelay({ resolution: 5 });
delays.enable();
let longestBlockMs = 0;
const cpuBefore = process.cpuUsage();
const started = performance.now();
const exitCode = await session.run(["install"], { force: false, language: undefined });
await session.close();
await opened.storage.close();
measureMemory();
const elapsedMs = performance.now() - started;
const cpu = process.cpuUsage(cpuBefore);
delays.disable();

const result: OurResult = {
  elapsedMs,
  finished,
  problem: exitCode === 0 ? undefined : lastProblem,
  contentFolder: folder.content,
  peakResidentBytes,
  processorMs: (cpu.user + cpu.system) / 1000,
  longestBlockMs,
  longestBlockWhileFlowingMs: longestBlock(),
};
console.log(JSON.stringify(result));
