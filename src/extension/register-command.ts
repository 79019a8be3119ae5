import * as vscode from "vscode";
import { messageOf } from "./log";

/** Registers a command that tells the person, and the log, why it failed. */
export function registerCommand(
  command: string,
  log: vscode.LogOutputChannel,
  run: (...rest: unknown[]) => Promise<void>,
): vscode.Disposable {
  return vscode.commands.registerCommand(command, (...rest: unknown[]) =>
    run(...rest).catch((error: unknown) => {
      log.error(error instanceof Error ? error : String(error));
      void vscode.window.showErrorMessage(`Background Assets: ${messageOf(error)}`);
    }),
  );
}
