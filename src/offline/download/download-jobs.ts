import type { DownloadJob, PlannedStream } from "../planned-media";
import type { InitSection, Key, Segment } from "../playlist/playlist";
import type { StreamRole } from "../select/selection";
import { numberedName, shortHash } from "./local-names";

/** Where what belongs to a stream lies, relative to the output folder. */
export function folderOf(role: StreamRole): string {
  return role === "subtitles" ? "text" : role;
}

export function playlistPath({ id, role }: PlannedStream): string {
  return `${folderOf(role)}/${id}.m3u8`;
}

export function initSectionPath({ id, role, playlist }: PlannedStream, section: InitSection): string {
  const first = playlist.initSections.findIndex((one) => isSameSection(one, section));
  return `${folderOf(role)}/${id}/init-${numberedName(Math.max(0, first), section.url, section.byteRange)}`;
}

export function segmentPath({ id, role }: PlannedStream, segment: Segment): string {
  return `${folderOf(role)}/${id}/${numberedName(segment.index, segment.url, segment.byteRange)}`;
}

export function keyPath(url: string): string {
  return `key/${shortHash(url)}.key`;
}

/** A key that is a plain file beside the media: everybody who has the URL can have it. */
export function isIdentityKey({ method, keyFormat, url }: Key): boolean {
  return method !== "NONE" && keyFormat === "identity" && url !== undefined && /^https?:/i.test(url);
}

/** The segments that are fetched: none that the playlist marks as a gap. */
export function fetchedSegments({ playlist, segmentCount }: PlannedStream): readonly Segment[] {
  return playlist.segments.slice(0, segmentCount).filter(({ isGap }) => !isGap);
}

/**
 * Every file to download, in the order that keeps a partial download playable from its start: init sections and keys, then
 * segment i of every stream before segment i + 1.
 */
export function downloadJobs(streams: readonly PlannedStream[], fetchesIdentityKeys: boolean): readonly DownloadJob[] {
  const first: DownloadJob[] = [];
  const ids = new Set<string>();
  const add = (list: DownloadJob[], job: DownloadJob) => {
    if (ids.has(job.id)) return;
    ids.add(job.id);
    list.push(job);
  };
  const perStream = streams.map((stream) => {
    const segments = fetchedSegments(stream);
    const seen = new Set<unknown>();
    for (const segment of segments) {
      if (segment.initSection !== undefined && !seen.has(segment.initSection)) {
        seen.add(segment.initSection);
        add(first, initJob(stream, segment.initSection));
      }
      if (!fetchesIdentityKeys || seen.has(segment.keys)) continue;
      seen.add(segment.keys);
      for (const key of segment.keys)
        if (isIdentityKey(key) && key.url !== undefined) add(first, keyJob(stream, key.url));
    }
    return { stream, segments };
  });
  const jobs = [...first];
  const longest = perStream.reduce((most, { segments }) => Math.max(most, segments.length), 0);
  for (let index = 0; index < longest; index++) {
    for (const { stream, segments } of perStream) {
      const segment = segments[index];
      if (segment !== undefined) add(jobs, segmentJob(stream, segment));
    }
  }
  return jobs;
}

function initJob(stream: PlannedStream, section: InitSection): DownloadJob {
  const localPath = initSectionPath(stream, section);
  return {
    id: localPath,
    role: "init",
    streamId: stream.id,
    segmentIndex: undefined,
    url: section.url,
    byteRange: section.byteRange,
    localPath,
    sizeInBytes: section.byteRange?.length,
    expectedBytes: section.byteRange?.length ?? 1_000,
  };
}

function keyJob(stream: PlannedStream, url: string): DownloadJob {
  const localPath = keyPath(url);
  return {
    id: localPath,
    role: "key",
    streamId: stream.id,
    segmentIndex: undefined,
    url,
    byteRange: undefined,
    localPath,
    // Not known for sure: AES-128 has 16 bytes, AES-256 32.
    sizeInBytes: undefined,
    expectedBytes: 16,
  };
}

function segmentJob(stream: PlannedStream, segment: Segment): DownloadJob {
  const localPath = segmentPath(stream, segment);
  return {
    id: localPath,
    role: "segment",
    streamId: stream.id,
    segmentIndex: segment.index,
    url: segment.url,
    byteRange: segment.byteRange,
    localPath,
    sizeInBytes: segment.byteRange?.length,
    expectedBytes: segment.byteRange?.length ?? 0,
  };
}

function isSameSection(a: InitSection, b: InitSection): boolean {
  return a.url === b.url && a.byteRange?.offset === b.byteRange?.offset && a.byteRange?.length === b.byteRange?.length;
}
