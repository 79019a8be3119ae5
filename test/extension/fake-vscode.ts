/** What the tests outside VS Code need of its API: events, and windows that nobody looks at. */
export class EventEmitter<T> {
  readonly #listeners = new Set<(value: T) => void>();
  readonly event = (listener: (value: T) => void) => {
    this.#listeners.add(listener);
    return { dispose: () => this.#listeners.delete(listener) };
  };

  fire(value: T): void {
    for (const listener of [...this.#listeners]) listener(value);
  }

  dispose(): void {
    this.#listeners.clear();
  }
}

export class CancellationTokenSource {
  readonly token = { isCancellationRequested: false, onCancellationRequested: () => ({ dispose() {} }) };

  cancel(): void {
    this.token.isCancellationRequested = true;
  }

  dispose(): void {}
}

export const workspace: { isTrusted: boolean; fs: unknown } = { isTrusted: true, fs: {} };

export const window = {};

export const ProgressLocation = { Window: 10, Notification: 15 };

export const Disposable = { from: () => ({ dispose() {} }) };

export class FileSystemError extends Error {
  constructor(readonly code: string) {
    super(code);
  }
}

export const commands = {};

export const Uri = { file: (path: string) => ({ fsPath: path, path }) };

export class MarkdownString {
  constructor(readonly value: string) {}
}

export class LanguageModelTextPart {
  constructor(readonly value: string) {}
}

export class LanguageModelToolResult {
  constructor(readonly content: readonly LanguageModelTextPart[]) {}
}

export const InputBoxValidationSeverity = { Info: 1, Warning: 2, Error: 3 };

export const StatusBarAlignment = { Left: 1, Right: 2 };
