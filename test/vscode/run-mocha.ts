import Mocha from "mocha";

/** One test that has come to its end, as it travels from where it runs to where it is shown. */
export interface TestRecord {
  readonly suites: readonly string[];
  readonly title: string;
  readonly state: "passed" | "failed" | "skipped";
  readonly durationMs: number;
  /** Message, stack and, where an assertion says them, the two values. */
  readonly error?: string;
}

export interface TestFile {
  readonly path: string;
  readonly load: () => Promise<unknown>;
}

export interface MochaRunOptions {
  readonly timeoutMs: number;
  readonly rootHooks?: Mocha.RootHookObject;
}

/** Runs files of `describe` and `it`, and reports each test as soon as it is done; failed hooks are reported too. */
export async function runMocha(
  files: readonly TestFile[],
  options: MochaRunOptions,
  report: (record: TestRecord) => void,
): Promise<void> {
  const mocha = new Mocha({ ui: "bdd", timeout: options.timeoutMs, reporter: reporterTo(report) });
  if (options.rootHooks) mocha.rootHooks(options.rootHooks);
  for (const file of files) {
    mocha.suite.emit(Mocha.Suite.constants.EVENT_FILE_PRE_REQUIRE, globalThis, file.path, mocha);
    await file.load();
    mocha.suite.emit(Mocha.Suite.constants.EVENT_FILE_POST_REQUIRE, globalThis, file.path, mocha);
  }
  await new Promise<void>((done) => {
    mocha.run(() => done());
  });
}

function reporterTo(report: (record: TestRecord) => void): Mocha.ReporterConstructor {
  return class {
    constructor(runner: Mocha.Runner) {
      const send = (test: Mocha.Runnable, state: TestRecord["state"], error?: unknown): void => {
        const path = test.titlePath();
        report({
          suites: path.slice(0, -1),
          title: path.at(-1) ?? test.title,
          state,
          durationMs: test.duration ?? 0,
          ...(error === undefined ? {} : { error: describeError(error) }),
        });
      };
      runner.on(Mocha.Runner.constants.EVENT_TEST_PASS, (test) => send(test, "passed"));
      runner.on(Mocha.Runner.constants.EVENT_TEST_FAIL, (test, error) => send(test, "failed", error));
      runner.on(Mocha.Runner.constants.EVENT_TEST_PENDING, (test) => send(test, "skipped"));
    }
  } as unknown as Mocha.ReporterConstructor;
}

function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const text = error.stack ?? error.message;
  if (!("expected" in error) || !("actual" in error) || text.includes("+ actual")) return text;
  return `${text}\nexpected: ${JSON.stringify(error.expected)}\nactual:   ${JSON.stringify(error.actual)}`;
}
