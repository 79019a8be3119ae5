import { patiencePattern } from "./connectivity";
import { cadencePattern } from "./periodic-cadence";

/**
 * Where Apple is silent the simulator takes the safest reading under a name that a project can switch
 * (`assumptions` in background-assets.jsonc). Every event that rests on one carries its name.
 */
export interface Assumption {
  readonly id: string;
  readonly default: AssumptionValue;
  /** Every value that may be given; `number` where any number may. */
  readonly values: readonly AssumptionValue[] | "number" | "list";
  /** What a list looks like. */
  readonly pattern?: RegExp;
  /** What is assumed, for reports and for the documentation. */
  readonly meaning: string;
}

export type AssumptionValue = string | number | boolean;

export const assumptions = {
  "manifest-charge": {
    id: "A1",
    default: "essential-then-non-essential",
    values: ["essential-then-non-essential", "essential", "non-essential", "none"],
    meaning: "The manifest's bytes are charged to the essential allowance first, then to what is left of the other.",
  },
  "size-mismatch-fails": {
    id: "A2",
    default: "always",
    values: ["always", "essential-only"],
    meaning: "A download whose size differs from its declared fileSize fails, essential or not.",
  },
  "wildcard-scope": {
    id: "A3",
    default: "any-depth-without-apex",
    values: ["any-depth-without-apex", "one-label", "with-apex"],
    meaning: "*.example.com covers sub-domains of any depth, and not example.com itself.",
  },
  "manifest-host-listed": {
    id: "A4",
    default: "required",
    values: ["required", "not-required"],
    meaning: "The host of BAManifestURL must be in BADownloadDomainAllowList as well.",
  },
  "redirect-hops-listed": {
    id: "A5",
    default: "required",
    values: ["required", "not-required"],
    meaning: "Every host on a redirect chain must be in BADownloadDomainAllowList.",
  },
  "allowance-codes": {
    id: "A6",
    default: "112-at-enqueue",
    values: ["112-at-enqueue", "203-at-start"],
    meaning: "A download that declares more than what is left is refused with 112 when it is enqueued.",
  },
  "refusal-delivery": {
    id: "A7",
    default: "failed-callback",
    values: ["failed-callback", "silent"],
    meaning: "Refused downloads reach the extension as failed downloads; the others go on.",
  },
  "budget-order": {
    id: "A8",
    default: "essential-priority-manifest",
    values: ["essential-priority-manifest", "manifest-order"],
    meaning:
      "The allowance is given to essential downloads first, then by priority, then in the order of the manifest.",
  },
  "essential-in-periodic": {
    id: "A9",
    default: "fails-109",
    values: ["fails-109", "demoted"],
    meaning: "An essential download returned for a periodic check is refused with 109.",
  },
  "manifest-failure": {
    id: "A10",
    default: "launchable-with-failed-callback",
    values: ["launchable-with-failed-callback", "blocks"],
    meaning: "When the manifest cannot be downloaded there is no content request, and the app becomes launchable.",
  },
  "restricted-until": {
    id: "A11",
    default: "first-launch",
    values: ["first-launch", "install-event"],
    meaning: "The initial restrictions hold until the app's first launch, whatever event comes before it.",
  },
  "daily-runtime": {
    id: "A12",
    default: 10,
    values: "number",
    meaning: "The extension may run this many minutes in any 24 hours.",
  },
  "priority-values": {
    id: "A14",
    default: "symbolic",
    values: ["symbolic"],
    meaning: "Priorities are min, default and max: Apple publishes no numbers.",
  },
  "self-hosted-managed-keys": {
    id: "A16",
    default: "error",
    values: ["error", "warning", "off"],
    meaning: "A self-hosted managed project needs the restrictions and sizes of an unmanaged one.",
  },
  "underscore-in-pack-id": {
    id: "A19",
    default: "warning",
    values: ["warning", "error", "allowed"],
    meaning: "App Store Connect may refuse an underscore in an asset pack's identifier.",
  },
  "apple-hosted-pack-limit": {
    id: "A22",
    default: "100-200",
    values: ["100-200", "100", "200"],
    meaning: "More than 100 Apple-hosted packs is a warning, more than 200 an error.",
  },
  "install-cancel": {
    id: "A23",
    default: "discards",
    values: ["discards"],
    meaning: "Cancelling an installation discards what was downloaded, and the app is not installed.",
  },
  "launch-lifts-restrictions": {
    id: "A24",
    default: "immediately",
    values: ["immediately"],
    meaning: "From the first launch on, downloads that are under way are no longer restricted.",
  },
  "cellular-before-launch": {
    id: "A28",
    default: "allowed",
    values: ["allowed", "refused"],
    meaning: "Downloads before the first launch also run over cellular.",
  },
  "allowances-limit-packs": {
    id: "A29",
    default: "yes",
    values: ["yes", "no"],
    meaning: "The allowances limit self-hosted managed asset packs too.",
  },
  "unknown-file-size": {
    id: "A31",
    default: "error-if-essential",
    values: ["error-if-essential", "allowed"],
    meaning: "An essential download without a fileSize fails; another one is charged when its bytes arrive.",
  },
  "essential-on-update-blocks": {
    id: "A32",
    default: "when-needed",
    values: ["when-needed", "always", "never"],
    meaning: "An update blocks launching only while an essential download is really needed.",
  },
  "low-power-gates": {
    id: "A33",
    default: "periodic",
    values: ["periodic", "all"],
    meaning: "Low Power Mode and Background App Refresh gate periodic checks, not install and update.",
  },
  "downloads-per-host": {
    id: "A34",
    default: 4,
    values: "number",
    meaning: "This many downloads of one host run at a time.",
  },
  "equal-priority-order": {
    id: "A35",
    default: "manifest",
    values: ["manifest"],
    meaning: "Downloads of equal priority start in the order of the manifest.",
  },
  "failed-stays-charged": {
    id: "A36",
    default: "yes",
    values: ["yes", "no"],
    meaning: "Bytes of a download that failed stay charged to its allowance.",
  },
  "periodic-cadence": {
    id: "A37",
    default: "daily-7,weekly-28",
    values: "list",
    pattern: cadencePattern,
    meaning: "Periodic checks come daily if the app was launched within 7 days, weekly up to 28 days, then never.",
  },
  "http-status-fails": {
    id: "A38",
    default: "yes",
    values: ["yes"],
    meaning: "A status of 400 or above fails the download.",
  },
  "content-coding": {
    id: "A39",
    default: "identity",
    values: ["identity"],
    meaning: "Content is asked for unencoded; encoded content counts as received and is not decoded.",
  },
  "force-quit-stops-background": {
    id: "A40",
    default: "yes",
    values: ["yes", "no"],
    meaning: "After the user quit the app in the app switcher the extension is not woken.",
  },
  "allowance-boundary": {
    id: "A41",
    default: "inclusive",
    values: ["inclusive", "exclusive"],
    meaning: "A download that uses up the allowance exactly still fits.",
  },
  "cancelled-twice": {
    id: "A42",
    default: "113",
    values: ["113", "101"],
    meaning:
      "Cancelling a download a second time fails with 113; one that was never scheduled or is complete fails with 101.",
  },
  "connectivity-patience": {
    id: "A43",
    default: "foreground-0s,essential-5s,background-7d",
    values: "list",
    pattern: patiencePattern,
    meaning:
      "Without a network a background download waits 7 days, an essential one and the manifest 5 seconds, a foreground one not at all.",
  },
  "background-retries": {
    id: "A44",
    default: 3,
    values: "number",
    meaning:
      "A background download whose connection fails is tried again this many times, after 1, 2, 4 … minutes; essential and foreground ones are not.",
  },
  "transport-error-mapping": {
    id: "-",
    default: "foundation",
    values: ["foundation"],
    meaning: "Failures of the network are reported with the codes that URLSession uses for them.",
  },
} as const satisfies Record<string, Assumption>;

export type AssumptionName = keyof typeof assumptions;

export type AssumptionSettings = { readonly [Name in AssumptionName]: AssumptionValue };

export const assumptionNames = Object.keys(assumptions) as readonly AssumptionName[];

export function isAssumptionName(name: string): name is AssumptionName {
  return Object.hasOwn(assumptions, name);
}

/** The defaults, with what a project switched. Unknown names and values are reported by the project file's rules, and ignored here. */
export function assumptionSettings(switched: Readonly<Record<string, unknown>> = {}): AssumptionSettings {
  const settings: Record<string, AssumptionValue> = {};
  for (const name of assumptionNames) {
    const value = switched[name];
    settings[name] = isAllowedValue(assumptions[name], value) ? value : assumptions[name].default;
  }
  return settings as AssumptionSettings;
}

/** Whether a project may give `value` to this assumption. */
export function isAllowedValue(assumption: Assumption, value: unknown): value is AssumptionValue {
  if (assumption.values === "number") return typeof value === "number" && Number.isFinite(value) && value >= 0;
  if (assumption.values === "list") return typeof value === "string" && assumption.pattern?.test(value) !== false;
  return (assumption.values as readonly unknown[]).includes(value);
}
