import type { SourceLocation } from "../app-configuration";
import { expandSettings } from "./setting-text";
import type { BuildSetting, SettingsLayer } from "./xcode-project";

/** A value under one configuration; `value` is undefined where it cannot be known from files. */
export interface ConfigurationValue {
  /** `Release`, or `Release [sdk=macosx*]` for a value that holds under a condition only. */
  readonly configuration: string;
  readonly value: string | undefined;
  /** Where it is written; undefined for what Xcode gives by itself. */
  readonly location: SourceLocation | undefined;
}

/** What is known of a value over all configurations. */
export type SettingValue =
  /** All configurations agree. */
  | { readonly kind: "known"; readonly value: string; readonly location: SourceLocation | undefined }
  | { readonly kind: "varies"; readonly values: readonly ConfigurationValue[] }
  /** It is set, and only a build knows to what. */
  | { readonly kind: "unknown" }
  /** No level sets it, and all levels were read. */
  | { readonly kind: "unset" };

/** The settings of one target under one configuration. */
export class ConfigurationSettings {
  readonly name: string;
  readonly isComplete: boolean;
  readonly #levels: readonly SettingsLayer[];
  /** What Xcode sets by itself, below all levels. */
  readonly #builtIn: ReadonlyMap<string, string>;
  readonly #known = new Map<string, string | undefined>();
  readonly #open = new Set<string>();

  constructor(
    name: string,
    levels: readonly SettingsLayer[],
    builtIn: ReadonlyMap<string, string>,
    isComplete: boolean,
  ) {
    this.name = name;
    this.#levels = levels;
    this.#builtIn = builtIn;
    this.isComplete = isComplete;
  }

  /** Whether any level sets it, with a condition or without. */
  isSet(name: string): boolean {
    return this.#levels.some((level) => level.has(name));
  }

  /** Every value that the setting may have: the one without condition first. Empty where nothing sets it. */
  values(name: string): readonly ConfigurationValue[] {
    const found: ConfigurationValue[] = [];
    for (const [index, level] of this.#levels.entries()) {
      let isDecided = false;
      for (const setting of level.get(name) ?? []) {
        const applies = this.#applies(setting);
        if (applies === false) continue;
        const configuration = applies === true ? this.name : `${this.name} [${setting.condition}]`;
        if (applies === true) isDecided = true;
        if (found.some((one) => one.configuration === configuration)) continue;
        found.push({ configuration, value: this.#expand(setting.value, name, index), location: setting.location });
      }
      if (isDecided) break;
    }
    if (found.length === 0 && this.#builtIn.has(name)) {
      found.push({ configuration: this.name, value: this.#evaluate(name, 0), location: undefined });
    }
    // The plain one first.
    return found.sort((a, b) => Number(a.configuration !== this.name) - Number(b.configuration !== this.name));
  }

  /** A text with references to settings, as it is under this configuration. */
  expand(text: string): string | undefined {
    return this.#expand(text, undefined, -1);
  }

  /** The name of a setting that a text consists of alone: `$(NAME)`. */
  soleReference(text: string): string | undefined {
    return /^\$(?:\(([A-Za-z_]\w*)\)|\{([A-Za-z_]\w*)\})$/.exec(text.trim())?.slice(1).find(Boolean);
  }

  #expand(text: string, owner: string | undefined, level: number): string | undefined {
    return expandSettings(text, (name) =>
      name === "inherited" || name === owner
        ? owner === undefined
          ? undefined
          : (this.#evaluate(owner, level + 1) ?? (this.isComplete ? "" : undefined))
        : this.#evaluate(name, 0),
    );
  }

  #evaluate(name: string, from: number): string | undefined {
    const key = `${from} ${name}`;
    if (this.#known.has(key)) return this.#known.get(key);
    // Settings that name each other in a circle.
    if (this.#open.has(key)) return undefined;
    this.#open.add(key);
    const value = this.#find(name, from);
    this.#open.delete(key);
    this.#known.set(key, value);
    return value;
  }

  #find(name: string, from: number): string | undefined {
    for (let index = from; index < this.#levels.length; index++) {
      const setting = this.#levels[index]?.get(name)?.findLast((one) => this.#applies(one) === true);
      if (setting !== undefined) return this.#expand(setting.value, name, index);
    }
    const builtIn = this.#builtIn.get(name);
    return builtIn === undefined ? undefined : this.#expand(builtIn, name, this.#levels.length);
  }

  /** `unknown`: the condition is about what is built for. */
  #applies({ condition }: BuildSetting): boolean | "unknown" {
    if (condition === undefined) return true;
    const configuration = /^config=([^,]*)$/.exec(condition)?.[1];
    if (configuration === undefined) return "unknown";
    const pattern = configuration.replace(/[.+?^${}()|\\]/g, "\\$&").replaceAll("*", ".*");
    return new RegExp(`^${pattern}$`).test(this.name);
  }
}

/** The settings of a target (or of several that share an Info.plist) over all configurations. */
export class TargetSettings {
  readonly configurations: readonly ConfigurationSettings[];
  readonly #known = new Map<string, SettingValue>();

  constructor(configurations: readonly ConfigurationSettings[]) {
    this.configurations = configurations;
  }

  /** Whether all levels of all configurations were read. */
  get isComplete(): boolean {
    return this.configurations.length > 0 && this.configurations.every(({ isComplete }) => isComplete);
  }

  /** A build setting by its name. */
  value(name: string): SettingValue {
    const known = this.#known.get(name);
    if (known !== undefined) return known;
    const value = this.#judge(this.configurations.map((configuration) => configuration.values(name)));
    this.#known.set(name, value);
    return value;
  }

  /** A text with references to settings, as an Info.plist has it. */
  expand(text: string): SettingValue {
    return this.#judge(
      this.configurations.map((configuration): readonly ConfigurationValue[] => {
        const name = configuration.soleReference(text);
        const values = name === undefined ? [] : configuration.values(name);
        if (values.length > 0) return values;
        return [{ configuration: configuration.name, value: configuration.expand(text), location: undefined }];
      }),
    );
  }

  #judge(all: readonly (readonly ConfigurationValue[])[]): SettingValue {
    const values = all.flat();
    if (values.length === 0) return this.isComplete ? { kind: "unset" } : { kind: "unknown" };
    const [first] = values;
    const isAlike = all.every((list) => list.length > 0 && list.every(({ value }) => value === first?.value));
    if (isAlike && first?.value !== undefined) {
      return { kind: "known", value: first.value, location: first.location };
    }
    return values.every(({ value }) => value === undefined) ? { kind: "unknown" } : { kind: "varies", values };
  }
}

/** The values that a setting has under whichever configuration, as far as they are known. */
export function possibleValues(value: SettingValue): readonly string[] {
  switch (value.kind) {
    case "known":
      return [value.value];
    case "varies":
      return [...new Set(value.values.flatMap((one) => (one.value === undefined ? [] : [one.value])))];
    default:
      return [];
  }
}
