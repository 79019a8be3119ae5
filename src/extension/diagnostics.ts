import * as vscode from "vscode";
import { validate } from "../language/validate";
import type { ProjectSnapshot } from "../model/project/snapshot";
import { binaryFileNote } from "./binary-property-lists";
import { toDiagnostic } from "./lsp-to-vscode";
import type { MediaPlans } from "./media-plans";
import type { ProjectDocuments } from "./project-documents";

export interface Counts {
  readonly errors: number;
  readonly warnings: number;
  readonly infos: number;
  readonly files: number;
}

/** Findings of every file of the project, open or not, anew with every snapshot. */
export class Diagnostics implements vscode.Disposable {
  readonly #collection = vscode.languages.createDiagnosticCollection("background-assets");
  readonly #published = new Set<string>();
  readonly #disposables: vscode.Disposable[];

  constructor(
    private readonly documents: ProjectDocuments,
    /** The folder with the rules' pages, shipped with the extension. */
    private readonly rulePages: vscode.Uri,
    private readonly mediaPlans: Pick<MediaPlans, "findings" | "onDidChangeResults">,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.#disposables = [
      this.#collection,
      documents.onDidChange((snapshot) => this.publish(snapshot)),
      mediaPlans.onDidChangeResults(() => {
        if (documents.latest !== undefined) this.publish(documents.latest);
      }),
    ];
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
  }

  publish(snapshot: ProjectSnapshot): Counts {
    const gone = new Set(this.#published);
    const counts = { errors: 0, warnings: 0, infos: 0, files: 0 };
    for (const [path, file] of snapshot.files) {
      const found = validate(
        snapshot,
        path,
        (rule, subject, error) => this.log.error(`Rule ${rule.code} failed on ${subject}:`, error),
        file.kind === "media-plan" ? this.mediaPlans.findings(snapshot, path) : [],
      );
      gone.delete(path);
      counts.files++;
      for (const { severity } of found) {
        if (severity === 1) counts.errors++;
        else if (severity === 2) counts.warnings++;
        else counts.infos++;
      }
      this.#published.add(path);
      const { paths } = this.documents;
      const uri = paths.uriOf(path);
      const isBinary = "plist" in file && file.plist.format === "binary" && file.profile === undefined;
      const shown = found.map((diagnostic) => this.#withRulePage(toDiagnostic(diagnostic, paths)));
      this.#collection.set(uri, isBinary ? [binaryFileNote(uri), ...shown] : shown);
    }
    for (const path of gone) {
      this.#published.delete(path);
      this.#collection.delete(this.documents.paths.uriOf(path));
    }
    return counts;
  }

  /** The code leads to the rule's own page, which has the sources as well. */
  #withRulePage(diagnostic: vscode.Diagnostic): vscode.Diagnostic {
    const { code } = diagnostic;
    if (typeof code !== "object") return diagnostic;
    diagnostic.code = { value: code.value, target: vscode.Uri.joinPath(this.rulePages, `${code.value}.md`) };
    return diagnostic;
  }
}

/** Checking begins with the first document that may be ours, and not before. */
export function startWithFirstDocument(
  documents: ProjectDocuments,
  selector: vscode.DocumentSelector,
): vscode.Disposable {
  const begin = (document: vscode.TextDocument) => {
    if (vscode.languages.match(selector, document) > 0) {
      listener.dispose();
      void documents.current();
      return true;
    }
    return false;
  };
  const listener = vscode.workspace.onDidOpenTextDocument(begin);
  vscode.workspace.textDocuments.some(begin);
  return listener;
}
