import { fileName } from "../model/project/paths";
import type { AppProject } from "../model/project/snapshot";
import { assumptionSettings } from "../simulator/assumptions";
import { DomainPolicy } from "../simulator/domain-policy";

export interface ScenarioTemplate {
  /** Of the file. */
  readonly name: string;
  readonly title: string;
  /** What it answers, for the choice. */
  readonly question: string;
  readonly device?: string;
  readonly steps: (expected: ExpectedAssets) => readonly string[];
}

interface ExpectedAssets {
  /** `"downloaded": ["core", …]`, or what can be said without knowing the manifest. */
  readonly firstInstall: string;
  readonly everything: string;
}

/** Beyond this a list says less than a number. */
const mostNamed = 50;

/** The common questions, each as a scenario to begin with. */
export const scenarioTemplates: readonly ScenarioTemplate[] = [
  {
    name: "first-install",
    title: "First install",
    question: "What is downloaded before the first launch, and how long does launching wait?",
    steps: ({ firstInstall }) => [
      `{ "event": "install" }`,
      `{ "expect": { "launchableWithin": "PT30S", ${firstInstall} } }`,
    ],
  },
  {
    name: "slow-cellular",
    title: "First install on slow cellular",
    question: "How long does launching wait at 400 kbit/s?",
    device: `{ "network": "slow-3g" }`,
    steps: () => [
      `{ "event": "install", "until": "launchable" }`,
      `{ "app": { "launch": true } }`,
      `{ "expect": { "launchableWithin": "PT2M" } }`,
    ],
  },
  {
    name: "offline-half-way",
    title: "Offline half way",
    question: "The network goes away for six hours in the middle of the installation.",
    device: `{ "network": "20mbps,30ms" }`,
    steps: ({ everything }) => [
      `{ "event": "install", "until": { "receivedBytes": 100000 } }`,
      `{ "set": { "network": "offline" } }`,
      `{ "advance": "PT6H" }`,
      `{ "set": { "network": "wifi" } }`,
      `{ "expect": { "launchable": true } }`,
      `{ "event": "launch" }`,
      `{ "advance": "P1D" }`,
      `{ "event": "periodic" }`,
      `{ "expect": { ${everything} } }`,
    ],
  },
  {
    name: "in-app-content-off",
    title: "In-App Content off",
    question: "The person has switched off In-App Content in the App Store's settings.",
    device: `{ "inAppContent": false }`,
    steps: () => [
      `{ "event": "install" }`,
      `{ "expect": { "notRun": "in-app-content-off", "launchable": true, "downloaded": [], "requests": { "**": 0 } } }`,
    ],
  },
  {
    name: "low-power-mode-for-a-month",
    title: "Low Power Mode for a month",
    question: "Why did the periodic check never run?",
    steps: ({ firstInstall }) => [
      `{ "event": "install" }`,
      `{ "expect": { ${firstInstall} } }`,
      `{ "event": "launch" }`,
      `{ "set": { "lowPowerMode": true } }`,
      `{ "advance": "P30D" }`,
      `{ "event": "periodic" }`,
      `{ "expect": { "notRun": "low-power-mode", "downloaded": [] } }`,
    ],
  },
  {
    name: "update-before-first-launch",
    title: "Update before the first launch",
    question: "Is there anything left of the allowances for an update that comes before the first launch?",
    steps: ({ firstInstall }) => [
      `{ "event": "install" }`,
      `{ "expect": { ${firstInstall} } }`,
      `{ "advance": "P1D" }`,
      `{ "event": "update" }`,
      `{ "expect": { "launchable": true } }`,
    ],
  },
  {
    name: "periodic-finds-nothing",
    title: "A periodic check that finds nothing",
    question: "Does a check without news download the manifest and nothing else?",
    steps: () => [
      `{ "event": "install" }`,
      `{ "event": "launch" }`,
      `{ "advance": "P1D" }`,
      `{ "event": "periodic" }`,
      `{ "advance": "P1D" }`,
      `{ "event": "periodic" }`,
      `{ "expect": { "downloaded": [], "requests": { "**": 1 }, "nothingElse": true } }`,
    ],
  },
  {
    name: "killed-while-downloading",
    title: "Killed while downloading",
    question: "Does the device continue with the bytes that it has?",
    device: `{ "network": "20mbps,30ms" }`,
    steps: ({ firstInstall }) => [
      `{ "event": "install", "until": { "receivedBytes": 100000 } }`,
      `{ "device": "restart" }`,
      `{ "expect": { "launchable": true, ${firstInstall} } }`,
    ],
  },
];

/**
 * The text of a scenario for an app, with the names of the manifest's assets where it is known.
 * @param project the app's Info.plist relative to the scenario
 */
export function scenarioText(template: ScenarioTemplate, app: AppProject, project: string): string {
  const { name, title, device, steps } = template;
  const expected = expectedAssets(app);
  return `{
  "version": 1,
  "name": ${JSON.stringify(title)},
  "project": ${JSON.stringify(project)},
  // The configured hosts answer. A folder can stand for them, so that the scenario runs anywhere:
  // "host": { "origins": [${origins(app)}], "folder": "server/${name}" },
${device === undefined ? "" : `  "device": ${device},\n`}  "steps": [
${steps(expected)
  .map((step) => `    ${step}`)
  .join(",\n")}
  ]
}
`;
}

function expectedAssets({ manifest, configuration }: AppProject): ExpectedAssets {
  const assets = manifest?.reading.assets ?? [];
  if (assets.length === 0 || assets.length > mostNamed) {
    // Nobody knows yet what is in the manifest; that it is asked for once is sure.
    const asked = `"requests": { "**/${fileName(configuration.manifestUrl?.value ?? "").replace(/[?#].*$/, "")}": 1 }`;
    return { firstInstall: asked, everything: asked };
  }
  const policy = new DomainPolicy(configuration, assumptionSettings());
  const listed = assets.filter(({ url }) => URL.canParse(url) && policy.judge(new URL(url).hostname).allowed);
  const names = (some: typeof assets) => JSON.stringify(some.map(({ identifier }) => identifier)).replaceAll(",", ", ");
  return { firstInstall: `"downloaded": ${names(listed)}`, everything: `"installed": ${names(assets)}` };
}

function origins({ configuration }: AppProject): string {
  const url = configuration.manifestUrl?.value ?? "";
  return JSON.stringify(URL.canParse(url) ? new URL(url).origin : "https://cdn.example.com");
}
