import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type AssetHost, startAssetHost } from "../../../src/node/asset-host/asset-host";
import { openDevelopmentCa } from "../../../src/node/asset-host/development-ca";
import type { AnswerScript } from "../../../src/node/asset-host/scripted-answer";
import { developmentCaFolder } from "../../../src/node/state-folder";

/** The host behind the example's origins, with the certificate authority that the extension under test finds. */
export interface ExampleHost {
  readonly host: AssetHost;
  /** For the window's server: where the certificate authority is kept. */
  readonly env: Readonly<Record<string, string>>;
  /** Lets the copy of the example point at this host, and puts the host in front of its folder. */
  prepare(folder: string): Promise<void>;
  publish(version: string): Promise<void>;
  close(): Promise<void>;
}

/** `script` departs from honest answers: slow ones, so that there is something to see. */
export async function startExampleHost(
  script?: AnswerScript,
  served = "examples/unmanaged/server/v1",
): Promise<ExampleHost> {
  const stateFolder = mkdtempSync(join(tmpdir(), "ba-state-"));
  const start = await startAssetHost({
    folder: served,
    ca: await openDevelopmentCa(developmentCaFolder(stateFolder)),
    hostNames: [],
    ...(script === undefined ? {} : { respond: script }),
  });
  if (start.kind === "failed") throw new Error(start.failure.message);
  const { host } = start;
  return {
    host,
    env: { BACKGROUND_ASSETS_STATE: stateFolder },
    async prepare(folder) {
      const path = join(folder, "background-assets.jsonc");
      writeFileSync(path, readFileSync(path, "utf8").replaceAll("https://localhost:8443", host.origin));
    },
    async publish(version) {
      const failure = await host.publish(`examples/unmanaged/server/${version}`);
      if (failure !== undefined) throw new Error(failure.message);
    },
    async close() {
      await host.close();
      rmSync(stateFolder, { recursive: true, force: true });
    },
  };
}
