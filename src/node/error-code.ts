/** Node's name of what went wrong, such as `ENOENT`; undefined where the error has none. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && "code" in error ? String(error.code) : undefined;
}
