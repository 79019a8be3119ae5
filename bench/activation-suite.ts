// Runs inside an extension host of its own: activates the extensions that are not active yet, one after the other, and
// says how long each took.
import { appendFileSync } from "node:fs";
import { extensions } from "vscode";

export async function run(): Promise<void> {
  const resultsFile = process.env.BACKGROUND_ASSETS_TEST_RESULTS;
  if (resultsFile === undefined)
    throw new Error("BACKGROUND_ASSETS_TEST_RESULTS does not name the file for the results");
  const write = (message: object) => appendFileSync(resultsFile, `${JSON.stringify(message)}\n`);
  try {
    for (const id of (process.env.BENCH_EXTENSIONS ?? "").split(",")) {
      const extension = extensions.getExtension(id);
      if (extension === undefined) throw new Error(`${id} is not installed`);
      // VS Code opens JSON of its own while it starts, so its JSON support mostly is.
      if (extension.isActive) continue;
      const started = performance.now();
      await extension.activate();
      write({ id, ms: performance.now() - started });
    }
  } catch (error) {
    write({ error: String(error) });
  }
  write({ end: true });
}
