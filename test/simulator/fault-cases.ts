import type { FaultEffect } from "../../src/simulator/faults";

/** What an install makes of an asset of 10,000 bytes while a fault strikes every request of it. */
export interface FaultCase {
  readonly name: string;
  readonly effect: FaultEffect;
  /** Default: the manifest declares it. */
  readonly isSizeUndeclared?: boolean;
  /** The code with its domain, or `finished`. */
  readonly ends: `${"BA" | "NSURL" | "Simulator"} ${number}` | "finished";
  /** Bytes that the next try continues; 0: it begins anew. */
  readonly kept?: number;
  /** Of the finished content; default all, as it is on the server. */
  readonly content?: "half" | "one-byte" | "html" | "whole";
}

export const assetSize = 10_000;

export const faultCases: readonly FaultCase[] = [
  { name: "status 503", effect: { kind: "status", status: 503, retryAfterSeconds: 30 }, ends: "NSURL -1011" },
  { name: "status 404", effect: { kind: "status", status: 404 }, ends: "NSURL -1011" },
  { name: "status 204", effect: { kind: "status", status: 204 }, ends: "NSURL -1011" },
  { name: "late", effect: { kind: "delay", delayMs: 40 }, ends: "finished" },
  { name: "too late", effect: { kind: "delay", delayMs: 3_600_000 }, ends: "NSURL -1001" },
  { name: "stall", effect: { kind: "stall", after: { percent: 40 } }, ends: "NSURL -1001", kept: 4000 },
  { name: "stall at once", effect: { kind: "stall", after: { bytes: 0 } }, ends: "NSURL -1001" },
  { name: "cut at a share", effect: { kind: "cut", at: { percent: 80 } }, ends: "NSURL -1005", kept: 8000 },
  { name: "cut at a byte", effect: { kind: "cut", at: { bytes: 1 } }, ends: "NSURL -1005", kept: 1 },
  { name: "cut at once", effect: { kind: "cut", at: { bytes: 0 } }, ends: "NSURL -1005" },
  { name: "cut beyond the end", effect: { kind: "cut", at: { bytes: assetSize } }, ends: "finished" },
  { name: "longer than announced", effect: { kind: "wrong-length", announced: { percent: 50 } }, ends: "Simulator 1" },
  {
    name: "shorter than announced",
    effect: { kind: "wrong-length", announced: { bytes: 11_000 } },
    ends: "Simulator 1",
  },
  {
    name: "longer than announced, nothing declared",
    effect: { kind: "wrong-length", announced: { percent: 50 } },
    isSizeUndeclared: true,
    ends: "finished",
    content: "half",
  },
  {
    name: "shorter than announced, nothing declared",
    effect: { kind: "wrong-length", announced: { percent: 120 } },
    isSizeUndeclared: true,
    ends: "NSURL -1005",
    // There is nothing after them, so the server answers 416 and everything is asked for.
    kept: 10_000,
  },
  { name: "truncated", effect: { kind: "truncated", at: { percent: 50 } }, ends: "Simulator 1" },
  {
    name: "truncated, nothing declared",
    effect: { kind: "truncated", at: { percent: 50 } },
    isSizeUndeclared: true,
    ends: "finished",
    content: "half",
  },
  { name: "corrupted", effect: { kind: "corrupted", at: { bytes: 9999 } }, ends: "finished", content: "one-byte" },
  {
    name: "redirect to a host that is not allowed",
    effect: { kind: "redirect", to: "https://elsewhere.example.org/asset?sig=SECRET" },
    ends: "BA 202",
  },
  {
    name: "redirect to itself",
    effect: { kind: "redirect", to: "https://cdn.example.com/asset" },
    ends: "NSURL -1007",
  },
  { name: "HTML", effect: { kind: "html" }, ends: "Simulator 1" },
  {
    name: "HTML, nothing declared",
    effect: { kind: "html" },
    isSizeUndeclared: true,
    ends: "finished",
    content: "html",
  },
  { name: "expired signature", effect: { kind: "expired-signature", afterMs: 0 }, ends: "NSURL -1011" },
  { name: "signature that holds", effect: { kind: "expired-signature", afterMs: 3_600_000 }, ends: "finished" },
  { name: "untrusted certificate", effect: { kind: "tls", problem: "untrusted" }, ends: "NSURL -1202" },
  { name: "expired certificate", effect: { kind: "tls", problem: "expired" }, ends: "NSURL -1201" },
  { name: "TLS handshake", effect: { kind: "tls", problem: "handshake" }, ends: "NSURL -1200" },
  { name: "DNS", effect: { kind: "dns" }, ends: "NSURL -1003" },
  { name: "connection refused", effect: { kind: "connect-refused" }, ends: "NSURL -1004" },
  { name: "captive portal", effect: { kind: "captive-portal", answer: "redirect" }, ends: "NSURL -1022" },
  { name: "captive portal's page", effect: { kind: "captive-portal", answer: "html" }, ends: "Simulator 1" },
  { name: "code 0", effect: { kind: "code", code: 0 }, ends: "BA 0" },
  { name: "code 55", effect: { kind: "code", code: 55 }, ends: "BA 55" },
  { name: "code 56", effect: { kind: "code", code: 56 }, ends: "BA 56" },
  { name: "code 102", effect: { kind: "code", code: 102 }, ends: "BA 102" },
  { name: "code 103", effect: { kind: "code", code: 103 }, ends: "BA 103" },
];
