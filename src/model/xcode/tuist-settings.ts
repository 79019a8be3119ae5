import type { SwiftConstants } from "../swift/constants";
import type { SwiftExpression } from "../swift/expression";
import { caseName, settingsOf, textOf } from "./tuist-values";
import type { BuildSetting } from "./xcode-project";

/** `settings:` of a project or a target. */
export interface ConfiguredSettings {
  /** The configurations there are. */
  readonly names: readonly string[];
  /** Those of the base, and over them those of the configuration. */
  readonly of: (configuration: string) => readonly BuildSetting[];
  readonly xcconfigOf: (configuration: string) => string | undefined;
  /** Whether everything is written out. */
  readonly isComplete: boolean;
}

interface Configured {
  readonly name: string;
  readonly settings: readonly BuildSetting[];
  readonly xcconfig: string | undefined;
}

/**
 * Reads `.settings(base:configurations:)`.
 * @param names the project's configurations, for a target; a project without any of its own has Debug and Release
 */
export function readTuistSettings(
  written: SwiftExpression | undefined,
  path: string,
  constants: SwiftConstants,
  names: readonly string[] | undefined,
): ConfiguredSettings {
  const given = names ?? ["Debug", "Release"];
  const nothing = { names: given, of: () => [], xcconfigOf: () => undefined };
  if (written === undefined || written.kind === "nil") return { ...nothing, isComplete: true };
  if (written.kind !== "call" || !/^(Settings)?\.(settings|init)$|^Settings$/.test(written.name)) {
    return { ...nothing, isComplete: false };
  }
  const base = settingsOf(argument(written, "base", constants), path, constants);
  let { isComplete } = base;
  const list = argument(written, "configurations", constants);
  const configured: Configured[] = [];
  if (list !== undefined && list.kind !== "array") isComplete = false;
  for (const item of list?.kind === "array" ? list.items : []) {
    const call = constants.resolve(item);
    const name = call.kind === "call" ? textOf(argument(call, "name", constants)) : undefined;
    if (call.kind !== "call" || !/^(debug|release)$/.test(caseName(call.name)) || name === undefined) {
      isComplete = false;
      continue;
    }
    const own = settingsOf(argument(call, "settings", constants), path, constants);
    const xcconfig = argument(call, "xcconfig", constants);
    if (!own.isComplete || (xcconfig !== undefined && xcconfig.kind !== "nil" && textOf(xcconfig) === undefined)) {
      isComplete = false;
    }
    configured.push({ name, settings: own.settings, xcconfig: textOf(xcconfig) });
  }
  const own = (name: string) => configured.find((one) => one.name === name);
  return {
    names: names ?? (configured.length > 0 ? configured.map(({ name }) => name) : given),
    of: (name) => [...base.settings, ...(own(name)?.settings ?? [])],
    xcconfigOf: (name) => own(name)?.xcconfig,
    isComplete,
  };
}

function argument(
  call: SwiftExpression & { readonly kind: "call" },
  label: string,
  constants: SwiftConstants,
): SwiftExpression | undefined {
  const value = call.arguments.find((one) => one.label === label)?.value;
  return value === undefined ? undefined : constants.resolve(value);
}
