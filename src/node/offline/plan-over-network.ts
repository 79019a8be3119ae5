import { chooseSource } from "../../offline/choose-source";
import { sizeSamples } from "../../offline/estimate/size-samples";
import type { MediaPlan } from "../../offline/plan/media-plan";
import { planMedia } from "../../offline/plan-media";
import type { FetchedPlaylist, PlanInput, PlannedMedia } from "../../offline/planned-media";
import { readPlaylist } from "../../offline/playlist/read-playlist";
import { selectMedia } from "../../offline/select/select-media";
import { mediaFailureText } from "./media-failure";
import type { MediaTransport } from "./media-transport";

/** Requests for playlists and sizes at a time: more than a browser sends to one host would be rude. */
const requestsAtOnce = 6;

export interface PlanningOptions {
  readonly transport: MediaTransport;
  readonly freeBytes: number | undefined;
  readonly signal: AbortSignal;
  /** Steps of so many, which grow while planning goes on. */
  readonly progress: (step: "playlists" | "sizes", done: number, total: number) => void;
}

export type NetworkPlan =
  | { readonly kind: "planned"; readonly planned: PlannedMedia }
  /** A host that the person has not agreed to; nothing was sent there. */
  | { readonly kind: "not-confirmed"; readonly host: string }
  | { readonly kind: "interrupted" };

/** Fetches the playlists that a plan needs, and the sizes that its estimate wants, and works out what would be downloaded. */
export async function planOverNetwork(plan: MediaPlan, options: PlanningOptions): Promise<NetworkPlan> {
  const { transport, freeBytes, signal, progress } = options;
  const source = chooseSource(plan);
  const unconfirmed: string[] = [];
  const fetch = async (url: string, imported?: ReadonlyMap<string, string>): Promise<FetchedPlaylist> => {
    const fetched = await transport.fetchText(url);
    if (fetched.kind === "text") return { kind: "read", reading: readPlaylist(fetched.text, fetched.url, imported) };
    if (fetched.kind === "stopped") return { kind: "failed", reason: "it was stopped." };
    if (fetched.failure.kind === "not-confirmed") unconfirmed.push(fetched.failure.detail);
    return { kind: "failed", reason: mediaFailureText(fetched.failure, url) };
  };
  const media = new Map<string, FetchedPlaylist>();
  let main: FetchedPlaylist | undefined;
  if (source.url !== undefined && source.format === "hls") {
    progress("playlists", 0, 1);
    main = await fetch(source.url);
    if (main.kind === "read" && main.reading.kind === "multivariant") {
      const { playlist } = main.reading;
      const { needed } = selectMedia(plan, playlist);
      await inParallel(needed, signal, async ({ url }) => {
        media.set(url, await fetch(url, playlist.variables));
        progress("playlists", media.size + 1, needed.length + 1);
      });
    }
  }
  if (signal.aborted) return { kind: "interrupted" };
  const [host] = unconfirmed;
  if (host !== undefined) return { kind: "not-confirmed", host };
  const input: PlanInput = { source, main, media, ...(freeBytes === undefined ? {} : { freeBytes }) };
  const planned = planMedia(plan, input);
  const samples = planned.canDownload ? sizeSamples(plan, planned) : [];
  if (samples.length === 0) return { kind: "planned", planned };
  const sizes = new Map<string, number>();
  let asked = 0;
  await inParallel(samples, signal, async ({ jobId, url }) => {
    const size = await transport.sizeOf(url);
    if (size !== undefined) sizes.set(jobId, size);
    progress("sizes", ++asked, samples.length);
  });
  if (signal.aborted) return { kind: "interrupted" };
  return { kind: "planned", planned: planMedia(plan, { ...input, sizes }) };
}

async function inParallel<T>(
  items: readonly T[],
  signal: AbortSignal,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const pending = items.values();
  const worker = async () => {
    for (const item of pending) {
      if (signal.aborted) return;
      await work(item);
    }
  };
  await Promise.all(Array.from({ length: Math.min(requestsAtOnce, items.length) }, worker));
}
