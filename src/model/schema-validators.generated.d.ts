/** One deviation from a schema, as ajv reports it. */
export interface SchemaError {
  /** JSON pointer of the value. */
  readonly instancePath: string;
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly message?: string;
}

export interface SchemaValidator {
  (value: unknown): boolean;
  /** Of the last call. */
  errors?: readonly SchemaError[] | null;
}

/** schemas/background-assets.schema.json */
export declare const validateProjectFile: SchemaValidator;

/** schemas/info-plist-background-assets.schema.json without what a mode requires and forbids */
export declare const validateInfoPlist: SchemaValidator;
