import { describeEffect, type FaultEffect, undocumentedCodes } from "../../../src/simulator/faults";

/** One row of the matrix: what a fault makes of the manifest and of assets with a declared size, at any time. */
export interface MatrixRow {
  readonly effect: FaultEffect;
  readonly manifest: string;
  readonly asset: string;
  /** Only while the host restrictions hold: afterwards the redirect would be followed. */
  readonly untilLaunch?: true;
}

export const well = "finished";
const status = "NSURL -1011";
const timeout = "NSURL -1001";
const lost = "NSURL -1005";
const insecure = "NSURL -1022";
const wrongSize = "Simulator 1";
/** The manifest came, and cannot be read: the extension fails. */
const unusable = "Simulator 2";

function both(effect: FaultEffect, code: string): MatrixRow {
  return { effect, manifest: code, asset: code };
}

export const matrix: readonly MatrixRow[] = [
  both({ kind: "status", status: 503, retryAfterSeconds: 120 }, status),
  both({ kind: "expired-signature", afterMs: 0 }, status),
  both({ kind: "delay", delayMs: 5 }, well),
  both({ kind: "delay", delayMs: 3_600_000 }, timeout),
  both({ kind: "stall", after: { percent: 40 } }, timeout),
  both({ kind: "cut", at: { percent: 80 } }, lost),
  { effect: { kind: "wrong-length", announced: { percent: 50 } }, manifest: unusable, asset: wrongSize },
  { effect: { kind: "wrong-length", announced: { percent: 150 } }, manifest: lost, asset: wrongSize },
  { effect: { kind: "truncated", at: { percent: 50 } }, manifest: unusable, asset: wrongSize },
  { effect: { kind: "corrupted", at: { bytes: 0 } }, manifest: unusable, asset: well },
  both({ kind: "redirect", to: "http://cdn.example.com/elsewhere" }, insecure),
  { ...both({ kind: "redirect", to: "https://other.example.org/" }, "BA 202"), untilLaunch: true },
  { effect: { kind: "html" }, manifest: unusable, asset: wrongSize },
  both({ kind: "captive-portal", answer: "redirect" }, insecure),
  { effect: { kind: "captive-portal", answer: "html" }, manifest: unusable, asset: wrongSize },
  both({ kind: "tls", problem: "untrusted" }, "NSURL -1202"),
  both({ kind: "tls", problem: "expired" }, "NSURL -1201"),
  both({ kind: "tls", problem: "handshake" }, "NSURL -1200"),
  both({ kind: "dns" }, "NSURL -1003"),
  both({ kind: "connect-refused" }, "NSURL -1004"),
  ...undocumentedCodes.map((code) => both({ kind: "code", code }, `BA ${code}`)),
];

/** What was seen of a row, by moment; the same over every protocol, or the test fails. */
export interface SeenRow {
  readonly row: MatrixRow;
  readonly manifest: string;
  readonly essential: string;
  readonly nonEssential: string;
  readonly pausedAndResumed: string;
  readonly cancelled: string;
}

/** The table of `docs/reliability.md`. */
export function matrixTable(rows: readonly SeenRow[], nameOf: (code: string) => string): string {
  const named = (code: string) => (nameOf(code) === "" ? code : `${code} \`${nameOf(code)}\``);
  const lines = rows.map(({ row, manifest, essential, nonEssential, pausedAndResumed, cancelled }) => {
    const asset = essential === nonEssential ? named(essential) : `${named(essential)} / ${named(nonEssential)}`;
    const what = describeEffect(row.effect);
    const where = row.untilLaunch === true ? `${what} (host not allowed, before the first launch)` : what;
    return `| ${where} | ${named(manifest)} | ${asset} | ${named(pausedAndResumed)} | ${named(cancelled)} |`;
  });
  return [
    "| fault | manifest | asset with a declared size | struck once, paused, resumed | cancelled |",
    "|---|---|---|---|---|",
    ...lines,
  ].join("\n");
}
