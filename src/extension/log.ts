import * as vscode from "vscode";

/** What happened behind the scenes, in the Output view under "Background Assets". */
export function createLog(): vscode.LogOutputChannel {
  return vscode.window.createOutputChannel("Background Assets", { log: true });
}

/** A sentence for people; the rest of an unexpected error goes to the log. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
