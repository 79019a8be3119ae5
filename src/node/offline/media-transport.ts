import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import type { MediaPlan } from "../../offline/plan/media-plan";
import type { TransferFailure, TransferOutcome } from "../../simulator/ports";
import { type AssetHost, startAssetHost } from "../asset-host/asset-host";
import { openDevelopmentCa } from "../asset-host/development-ca";
import { ContentStore } from "../content-store/content-store";
import type { NetworkAccess } from "../simulation/network-access";
import type { UndiciTransport } from "../transport/undici-transport";

export interface MediaNetwork {
  readonly access: NetworkAccess;
  /** FROM origin to TO origin. */
  readonly hosts: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly allowPrivate: boolean;
  readonly notice: (message: string) => void;
}

export type FetchedText =
  /** `url` is where it came from after redirects, in terms of configured URLs. */
  | { readonly kind: "text"; readonly text: string; readonly url: string }
  | { readonly kind: "failed"; readonly failure: TransferFailure }
  | { readonly kind: "stopped" };

/** Larger than the playlist of a day with one-second segments. */
const maxPlaylistBytes = 64_000_000;

/** Fetches playlists and asks for sizes, by the same ways and under the same rules as every download. */
export class MediaTransport {
  readonly #folder: string;
  readonly #store: ContentStore;
  readonly #transport: UndiciTransport;
  #count = 0;

  private constructor(folder: string, store: ContentStore, transport: UndiciTransport) {
    this.#folder = folder;
    this.#store = store;
    this.#transport = transport;
  }

  static async open(network: MediaNetwork): Promise<MediaTransport> {
    const folder = await mkdtemp(join(tmpdir(), "background-assets-media-"));
    const store = await ContentStore.open(join(folder, "playlists"));
    return new MediaTransport(folder, store, openTransport(network, store, undefined));
  }

  fetchText(url: string): Promise<FetchedText> {
    // The same URL twice is two contents: nothing of an earlier answer is continued.
    const identifier = `${this.#count++} ${url}`;
    let answered = url;
    return new Promise((done) => {
      const ended = (outcome: TransferOutcome) => {
        if (outcome.kind === "failed") done({ kind: "failed", failure: outcome.failure });
        else if (outcome.kind !== "finished") done({ kind: "stopped" });
        else done({ kind: "text", text: new TextDecoder().decode(outcome.content), url: answered });
      };
      this.#transport.start(
        {
          identifier,
          url,
          purpose: "manifest",
          expectedSizeInBytes: undefined,
          maxBytes: maxPlaylistBytes,
          contentTag: identifier,
        },
        {
          redirected: (_, to) => {
            answered = to;
            return "follow";
          },
          started: () => undefined,
          progress: () => undefined,
          ended,
        },
      );
    });
  }

  /** Undefined where the server does not say it, or does not answer. */
  async sizeOf(url: string): Promise<number | undefined> {
    const result = await this.#transport.probe(url);
    return result.kind === "answered" && result.status < 400 ? result.sizeInBytes : undefined;
  }

  /** What is under way ends as stopped. */
  async close(): Promise<void> {
    await this.#transport.close();
    await this.#store.removeAll();
    await rm(this.#folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** A transport for media into a store; `maxBytes` is what it may bring over the network. */
export function openTransport(
  { access, ...rest }: MediaNetwork,
  contentStore: ContentStore,
  maxBytes: number | undefined,
): UndiciTransport {
  return access.open({ contentStore, maxBytes, ...rest });
}

/** The plan's own host on this computer, or a sentence why it cannot be started; undefined where the plan has none. */
export async function startPlanHost(
  plan: MediaPlan,
  developmentCaFolder: string,
): Promise<{ readonly hosts: Readonly<Record<string, string>>; close(): Promise<void> } | string> {
  const { host: wanted } = plan.simulation;
  if (wanted === undefined) return { hosts: {}, close: async () => undefined };
  let host: AssetHost;
  try {
    const ca = await openDevelopmentCa(developmentCaFolder);
    const start = await startAssetHost({ folder: resolve(dirname(plan.path), wanted.folder), ca, hostNames: [] });
    if (start.kind === "failed") return `simulation.host: ${start.failure.message}`;
    host = start.host;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return `The development certificate authority in ${developmentCaFolder} cannot be used: ${reason}`;
  }
  return {
    hosts: Object.fromEntries(wanted.origins.map((origin) => [origin, host.origin])),
    close: () => host.close(),
  };
}
