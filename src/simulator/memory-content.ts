import type { TransferFailure } from "./ports";

/** What a URL answers. */
export interface MemoryContent {
  /** The size where there are no bytes to hand out. */
  readonly size?: number;
  readonly bytes?: Uint8Array;
  /** Default 200; 400 and above fails. */
  readonly status?: number;
  /** An absolute URL: the answer is a redirect to it. */
  readonly redirectTo?: string;
  /** Of this server; the slower of server and network decides. */
  readonly bytesPerSecond?: number;
  /** Of this server, beside the network's. */
  readonly latencyMs?: number;
  /** The transfer breaks after this many bytes of the content; at 0 before the response begins. */
  readonly failure?: { readonly atByte: number; readonly failure: TransferFailure };
  /** Whether kept bytes can be continued. Default true. */
  readonly acceptsRanges?: boolean;
}

export function sizeOf(content: MemoryContent | undefined): number {
  return content?.bytes?.length ?? content?.size ?? 0;
}
