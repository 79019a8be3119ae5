/** Takes values out of a plan's plain JSON by their type; what has another type is as if it were not there. */
export class PlanValues {
  readonly #members: Readonly<Record<string, unknown>>;

  constructor(value: unknown) {
    this.#members = isObject(value) ? value : {};
  }

  get(name: string): unknown {
    return Object.hasOwn(this.#members, name) ? this.#members[name] : undefined;
  }

  names(): readonly string[] {
    return Object.keys(this.#members);
  }

  text(name: string): string | undefined {
    const value = this.get(name);
    return typeof value === "string" && value.trim() !== "" ? value : undefined;
  }

  boolean(name: string): boolean | undefined {
    const value = this.get(name);
    return typeof value === "boolean" ? value : undefined;
  }

  number(name: string): number | undefined {
    const value = this.get(name);
    return typeof value === "number" && Number.isFinite(value) ? value : undefined;
  }

  oneOf<T extends string>(name: string, values: readonly T[]): T | undefined {
    const value = this.get(name);
    return values.find((one) => one === value);
  }

  texts(name: string): readonly string[] {
    return this.#list(name).filter((item) => typeof item === "string" && item.trim() !== "") as string[];
  }

  someOf<T extends string>(name: string, values: readonly T[]): readonly T[] {
    return this.texts(name).flatMap((text) => values.find((one) => one === text) ?? []);
  }

  /** Without members where there is none. */
  object(name: string): PlanValues {
    return new PlanValues(this.get(name));
  }

  /** One for each item, so that indices are those of the file. */
  objects(name: string): readonly PlanValues[] {
    return this.#list(name).map((item) => new PlanValues(item));
  }

  has(name: string): boolean {
    return this.get(name) !== undefined;
  }

  #list(name: string): readonly unknown[] {
    const value = this.get(name);
    return Array.isArray(value) ? value : [];
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
