import {
  type ContentPosition,
  type FaultEffect,
  tlsProblems,
  undocumentedCodeName,
  undocumentedCodes,
} from "../simulator/faults";
import { parseDurationMs } from "../simulator/scenario/duration";
import { readSize } from "./typed-size";

/** One kind of fault in the editor: its name, the value that it needs, and what the two make. */
export interface FaultChoice {
  readonly kind: FaultEffect["kind"];
  readonly name: string;
  /** Absent: it needs none. */
  readonly value?: {
    readonly label: string;
    readonly initial: string;
    /** Absent: it is typed. */
    readonly choices?: readonly { readonly value: string; readonly label: string }[];
    /** What would make sense. */
    readonly problem: string;
  };
  /** Undefined: the value makes no sense. */
  readonly effect: (value: string) => FaultEffect | undefined;
}

const positionProblem = "A share such as 80 %, or a size such as 500 KB.";
const durationProblem = "A time such as 5s, 2min or 1h.";

function at(text: string, mostPercent = 100): ContentPosition | undefined {
  const percent = /^(\d+(?:\.\d+)?)\s*%$/.exec(text.trim());
  if (percent !== null) return Number(percent[1]) <= mostPercent ? { percent: Number(percent[1]) } : undefined;
  const bytes = readSize(text);
  return bytes === undefined ? undefined : { bytes };
}

function positioned(
  kind: "cut" | "truncated" | "corrupted" | "stall" | "wrong-length",
  name: string,
  label: string,
  initial: string,
): FaultChoice {
  return {
    kind,
    name,
    value: { label, initial, problem: positionProblem },
    effect: (value) => {
      const position = at(value, kind === "wrong-length" ? 1_000_000 : 100);
      if (position === undefined) return undefined;
      if (kind === "stall") return { kind, after: position };
      return kind === "wrong-length" ? { kind, announced: position } : { kind, at: position };
    },
  };
}

function plain(kind: "html" | "dns" | "connect-refused", name: string): FaultChoice {
  return { kind, name, effect: () => ({ kind }) };
}

export const faultChoices: readonly FaultChoice[] = [
  {
    kind: "status",
    name: "Status",
    value: { label: "Status", initial: "503", problem: "A status from 200 to 599." },
    effect: (value) => {
      const status = Number(value);
      return Number.isInteger(status) && status >= 200 && status <= 599 ? { kind: "status", status } : undefined;
    },
  },
  positioned("cut", "Connection breaks", "After", "80 %"),
  positioned("stall", "Stalls", "After", "50 %"),
  {
    kind: "delay",
    name: "Answers late",
    value: { label: "By", initial: "5s", problem: durationProblem },
    effect: (value) => {
      const delayMs = parseDurationMs(value);
      return delayMs === undefined ? undefined : { kind: "delay", delayMs };
    },
  },
  positioned("wrong-length", "Wrong Content-Length", "Announces", "110 %"),
  positioned("truncated", "Truncated", "After", "80 %"),
  positioned("corrupted", "One byte corrupted", "At", "50 %"),
  {
    kind: "redirect",
    name: "Redirects",
    value: { label: "To", initial: "https://other.example.com/", problem: "An absolute URL." },
    effect: (value) => (/^https?:\/\/[^/]/i.test(value.trim()) ? { kind: "redirect", to: value.trim() } : undefined),
  },
  plain("html", "A page of HTML instead"),
  {
    kind: "expired-signature",
    name: "Signature expires (403)",
    value: { label: "After", initial: "0s", problem: durationProblem },
    effect: (value) => {
      const afterMs = parseDurationMs(value);
      return afterMs === undefined ? undefined : { kind: "expired-signature", afterMs };
    },
  },
  {
    kind: "tls",
    name: "TLS fails",
    value: {
      label: "Because",
      initial: "untrusted",
      choices: [
        { value: "untrusted", label: "the certificate is not trusted" },
        { value: "expired", label: "the certificate has expired" },
        { value: "handshake", label: "the handshake fails" },
      ],
      problem: "",
    },
    effect: (value) => {
      const problem = tlsProblems.find((known) => known === value);
      return problem && { kind: "tls", problem };
    },
  },
  plain("dns", "Host not found"),
  plain("connect-refused", "Host refuses connections"),
  {
    kind: "captive-portal",
    name: "Captive portal",
    value: {
      label: "Answers",
      initial: "html",
      choices: [
        { value: "html", label: "with its login page" },
        { value: "redirect", label: "with a redirect to it" },
      ],
      problem: "",
    },
    effect: (value) =>
      value === "html" || value === "redirect" ? { kind: "captive-portal", answer: value } : undefined,
  },
  {
    kind: "code",
    name: "BAErrorCode, trigger not documented",
    value: {
      label: "Code",
      initial: "102",
      choices: undocumentedCodes.map((code) => ({
        value: String(code),
        label: `${code} ${undocumentedCodeName(code)}`,
      })),
      problem: "",
    },
    effect: (value) => {
      const code = undocumentedCodes.find((known) => String(known) === value);
      return code === undefined ? undefined : { kind: "code", code };
    },
  },
];
