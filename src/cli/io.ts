/** What a command writes to and runs in. */
export interface CliIo {
  readonly stdout: { write(text: string): unknown };
  readonly stderr: { write(text: string): unknown };
  /** Whether a person looks at stdout: progress and colours. */
  readonly isTerminal: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
}

/** 0: all as it should be; 1: something found, refused or failed; 2: could not run. */
export type ExitCode = 0 | 1 | 2;

/** The reason why a command cannot run, for one line on stderr. */
export class UsageError extends Error {}
