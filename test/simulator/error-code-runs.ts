import type { AppAction, AppDownload } from "../../src/simulator/app-action";
import { type BAErrorCodeName, baErrorCodes } from "../../src/simulator/error-codes";
import type { DeviceEvent } from "../../src/simulator/events";
import { undocumentedCodes } from "../../src/simulator/faults";
import { assetUrl, configurationWith, type TestAsset, TestDevice, type TestDeviceOptions } from "./simulated-device";

/**
 * How well it is known that this leads to the code. `header`: Apple's header or documentation says it. `reported`: seen in
 * logs of devices. `reading`: the header names the code, when it comes is our reading.
 */
export type Evidence = "header" | "reported" | "reading" | "trigger not documented";

export interface ErrorCodeCase {
  readonly name: BAErrorCodeName;
  /** What leads to it on the simulated device. */
  readonly trigger: string;
  readonly evidence: Evidence;
  /** Makes it happen, and gives back the log. */
  readonly run: () => readonly DeviceEvent[];
}

const core: TestAsset = { id: "core", size: 1000, essential: true };
const music: TestAsset = { id: "music", size: 1000, served: { size: 1000, bytesPerSecond: 100 } };

function installed(options: TestDeviceOptions = {}): TestDevice {
  const device = new TestDevice(options);
  device.fire("install");
  return device;
}

/** The app is in front, and nothing is restricted any more. */
function launched(options: TestDeviceOptions = {}): TestDevice {
  const device = installed(options);
  device.fire("launch");
  device.publish([music]);
  return device;
}

function download(rest: Partial<AppDownload> = {}): AppDownload {
  return {
    identifier: "music",
    url: assetUrl(music),
    fileSizeInBytes: 1000,
    priority: "default",
    essential: false,
    ...rest,
  };
}

function calls(device: TestDevice, ...actions: readonly AppAction[]): readonly DeviceEvent[] {
  for (const action of actions) {
    const problem = device.device.perform(action);
    if (problem !== undefined) throw new Error(problem);
    device.clock.runFor(1000);
  }
  device.clock.runUntilIdle();
  return device.events;
}

function fired(device: TestDevice, event: "install" | "update" | "periodic"): readonly DeviceEvent[] {
  device.fire(event);
  return device.events;
}

const schedule = { kind: "schedule", by: "app", download: download() } as const;
const cancel = { kind: "cancel", by: "app", identifier: "music" } as const;

const documentedCases: readonly ErrorCodeCase[] = [
  {
    name: "callFromExtensionNotAllowed",
    trigger: "The extension calls `startForegroundDownload`.",
    evidence: "header",
    run: () => calls(launched(), { kind: "startForeground", by: "extension", download: download() }),
  },
  {
    name: "callFromInactiveProcessNotAllowed",
    trigger: "The app calls `startForegroundDownload` while it is in the background.",
    evidence: "header",
    run: () => calls(launched(), { kind: "background" }, { kind: "startForeground", by: "app", download: download() }),
  },
  {
    name: "downloadAlreadyScheduled",
    trigger: "The app schedules a download whose identifier is scheduled already.",
    evidence: "header",
    run: () => calls(launched(), schedule, schedule),
  },
  {
    name: "downloadAlreadyScheduled",
    trigger: "The extension returns two downloads with one identifier.",
    evidence: "header",
    run: () => fired(new TestDevice({ assets: [core, { ...core, url: assetUrl(music) }] }), "install"),
  },
  {
    name: "downloadNotScheduled",
    trigger: "A download is cancelled that was never scheduled, or is complete.",
    evidence: "header",
    run: () => calls(launched(), cancel),
  },
  {
    name: "downloadEssentialDownloadNotPermitted",
    trigger: "An essential download is scheduled with `BADownloadManager`.",
    evidence: "header",
    run: () => calls(launched(), { ...schedule, download: download({ essential: true }) }),
  },
  {
    name: "downloadEssentialDownloadNotPermitted",
    trigger: "The extension returns an essential download for a periodic check (or a language change).",
    evidence: "reading",
    run: () => fired(launched({ extension: returningEssential }), "periodic"),
  },
  {
    name: "downloadBackgroundActivityProhibited",
    trigger: "A download is scheduled while Low Power Mode is on or Background App Refresh is off.",
    evidence: "header",
    run: () => {
      const device = launched();
      device.device.setConditions({ lowPowerMode: true });
      return calls(device, schedule);
    },
  },
  {
    name: "downloadBackgroundActivityProhibited",
    trigger: "Low Power Mode is turned on between a periodic check's manifest and what the extension returns.",
    evidence: "header",
    run: () => {
      const device = launched({ manifest: { size: 100, latencyMs: 1000 } });
      device.publish([music], { size: 100, latencyMs: 1000 });
      device.begin("periodic", 500);
      device.device.setConditions({ lowPowerMode: true });
      device.clock.runUntilIdle();
      return device.events;
    },
  },
  {
    name: "downloadWouldExceedAllowance",
    trigger: "Before the first launch, a returned download declares more bytes than are left of its allowance.",
    evidence: "reading",
    run: () => installed({ assets: [music], configuration: configurationWith({ allowance: 500 }) }).events,
  },
  {
    name: "downloadWouldExceedAllowance",
    trigger: "Before the first launch, the extension schedules such a download.",
    evidence: "reading",
    run: () => {
      const device = installed({ configuration: configurationWith({ allowance: 500 }) });
      return calls(device, { ...schedule, by: "extension" });
    },
  },
  {
    name: "downloadDoesNotExist",
    trigger: "A download is cancelled a second time.",
    evidence: "reading",
    run: () => calls(launched(), schedule, cancel, cancel),
  },
  {
    name: "downloadDoesNotExist",
    trigger: "The app promotes a download that is not scheduled any more.",
    evidence: "reading",
    run: () => calls(launched(), { kind: "startForeground", by: "app", download: "music" }),
  },
  {
    name: "sessionDownloadDisallowedByDomain",
    trigger: "Before the first launch, a download's host is not in BADownloadDomainAllowList.",
    evidence: "header",
    run: () => installed({ assets: [{ ...core, url: "https://elsewhere.example.org/core" }] }).events,
  },
  {
    name: "sessionDownloadDisallowedByDomain",
    trigger: "Before the first launch, a server redirects to such a host.",
    evidence: "reading",
    run: () =>
      installed({ assets: [{ ...core, served: { redirectTo: "https://elsewhere.example.org/core" } }] }).events,
  },
  {
    name: "sessionDownloadDisallowedByDomain",
    trigger: "Before the first launch, the extension schedules a download from such a host.",
    evidence: "header",
    run: () =>
      calls(installed(), {
        ...schedule,
        by: "extension",
        download: download({ url: "https://elsewhere.example.org/music" }),
      }),
  },
  {
    name: "sessionDownloadDisallowedByAllowance",
    trigger: "Before the first launch, the manifest is larger than what is left of the allowances.",
    evidence: "reported",
    run: () => installed({ configuration: configurationWith({ allowance: 40, essentialAllowance: 50 }) }).events,
  },
  {
    name: "sessionDownloadAllowanceExceeded",
    trigger: "Before the first launch, more bytes come than are left of the allowance.",
    evidence: "reading",
    run: () =>
      installed({
        assets: [{ id: "music", served: { size: 1000 } }],
        configuration: configurationWith({ allowance: 500 }),
      }).events,
  },
  {
    name: "sessionDownloadNotPermittedBeforeAppLaunch",
    trigger: "The extension schedules a download before the first launch while In-App Content is off.",
    evidence: "reading",
    run: () => calls(installed({ conditions: { inAppContent: false } }), { ...schedule, by: "extension" }),
  },
  {
    name: "sessionDownloadNotPermittedBeforeAppLaunch",
    trigger: "In-App Content is turned off between the manifest and what the extension returns.",
    evidence: "reading",
    run: () => {
      const device = new TestDevice({ assets: [music], manifest: { size: 100, latencyMs: 1000 } });
      device.begin("install", 500);
      device.device.setConditions({ inAppContent: false });
      device.clock.runUntilIdle();
      return device.events;
    },
  },
];

/** Nothing that is documented leads to these: a fault of a scenario does. */
const faultCases: readonly ErrorCodeCase[] = undocumentedCodes.flatMap((code) => [
  {
    name: nameOf(code),
    trigger: `The fault \`{"url": "**", "fail": {"code": ${code}}}\` strikes a download of an event.`,
    evidence: "trigger not documented",
    run: () => {
      const device = new TestDevice({ assets: [core] });
      device.device.setFaults([{ url: assetUrl(core), effect: { kind: "code", code } }]);
      return fired(device, "install");
    },
  },
  {
    name: nameOf(code),
    trigger: "The same fault strikes a download of the app while it is in front.",
    evidence: "trigger not documented",
    run: () => {
      const device = launched();
      device.device.setFaults([{ url: assetUrl(music), effect: { kind: "code", code } }]);
      return calls(device, schedule);
    },
  },
]);

const returningEssential: NonNullable<TestDeviceOptions["extension"]> = {
  downloads: (call, done) => {
    const isPeriodic = call.contentRequest.name === "periodic";
    const downloads = isPeriodic
      ? call.manifest.assets.map((asset) => ({ ...asset, essential: true }))
      : call.manifest.assets;
    done({ kind: "returned", downloads, runtimeMs: 0 });
  },
};

/** By code; each makes its code happen. */
export const errorCodeCases: readonly ErrorCodeCase[] = [...documentedCases, ...faultCases].sort(
  (a, b) => baErrorCodes[a.name].code - baErrorCodes[b.name].code,
);

/** What came of a case: where the error arrived, and what that rests on. */
export interface ErrorArrival {
  readonly where: string;
  readonly assumptions: readonly string[];
}

/** Undefined: the code did not come. */
export function arrivalOf({ name, run }: ErrorCodeCase): ErrorArrival | undefined {
  const log = run();
  const index = log.findIndex(({ error }) => error?.domain === "BAErrorDomain" && error.name === name);
  const event = log[index];
  if (event === undefined) return undefined;
  const assumptions = event.assumptions ?? [];
  if (event.type === "app.call") return { where: `thrown by \`${event.call}\`, to the ${event.by}`, assumptions };
  const delivery = log
    .slice(index)
    .find((later) => later.type === "extension.finished" && later.failed > 0 && later.event === event.event);
  if (delivery?.type !== "extension.finished") return { where: "nowhere", assumptions };
  const subject = event.type === "manifest.failed" ? ", for the manifest's download" : "";
  return {
    where: `\`backgroundDownload(_:failedWithError:)\` of the ${delivery.deliveredTo}${subject}`,
    assumptions: [...assumptions, ...(delivery.assumptions ?? [])],
  };
}

/** docs/error-codes.md. */
export function errorCodesPage(): string {
  const rows = errorCodeCases.map((one) => {
    const { code, meaning } = baErrorCodes[one.name];
    const arrival = arrivalOf(one);
    const assumptions = (arrival?.assumptions ?? []).map((assumption) => `\`${assumption}\``).join(", ");
    const cells = [code, `\`${one.name}\``, meaning, one.trigger, arrival?.where ?? "-", one.evidence, assumptions];
    return `| ${cells.join(" | ")} |`;
  });
  return `# BAErrorCode

<!-- Generated by scripts/build-error-codes.mjs from the runs in test/simulator/error-code-runs.ts. -->

Every code of \`BAErrorDomain\`, what leads to it on the simulated device, and where the error arrives. Each row was run: the
table is written from the logs. What goes to the extension goes to the app's delegate while the app is in front. A code that
Apple names without saying what leads to it is never produced by the simulator itself, only by a fault.

Evidence: *header*, Apple's header or documentation says it; *reported*, seen in logs of devices; *reading*, the header names
the code, and when it comes is our reading; *trigger not documented*, only a fault brings it about. Where a reading can be
switched, its assumption is named (\`assumptions\` in background-assets.jsonc).

| Code | Name | Meaning | What leads to it here | Where it arrives | Evidence | Assumptions |
|---|---|---|---|---|---|---|
${rows.join("\n")}

Failures of the network come as \`NSURLErrorDomain\`, a full disk as \`NSPOSIXErrorDomain\` 28, and what Apple publishes no code
for as \`SimulatorErrorDomain\` with a name of ours.
`;
}

function nameOf(code: number): BAErrorCodeName {
  for (const [name, entry] of Object.entries(baErrorCodes)) if (entry.code === code) return name as BAErrorCodeName;
  throw new Error(`${code} is no BAErrorCode.`);
}
