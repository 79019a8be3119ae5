import type { CallbackFailure, GivenDownload, GivenValue, ProcessTrouble, ProcessValue } from "./process-messages";

type Fields = Readonly<Record<string, unknown>>;

/**
 * What a process replied, if it has a shape that a reply has. The script shares the process with our own code and can write
 * in its place, so nothing is taken for granted; values within a download are judged where they are used.
 */
export function readReply(value: unknown): ProcessValue | ProcessTrouble | undefined {
  if (!isFields(value)) return undefined;
  const { kind } = value;
  switch (kind) {
    case "downloads": {
      const downloads = listOf(value.downloads, readDownload);
      return downloads && { kind, downloads, wasAwaited: value.wasAwaited === true };
    }
    case "results": {
      const failures = listOf(value.failures, readFailure);
      const notMoved = listOf(value.notMoved, readText);
      const scheduled = listOf(value.scheduled, readDownload);
      return failures && notMoved && scheduled && { kind, failures, notMoved, scheduled };
    }
    case "challenge": {
      const { isAnswered, disposition, user, password, trust } = value;
      if (typeof isAnswered !== "boolean") return undefined;
      const answer = [disposition, user, password, trust].map(readValue);
      return { kind, isAnswered, disposition: answer[0], user: answer[1], password: answer[2], trust: answer[3] };
    }
    case "packs": {
      const declined = listOf(value.declined, readText);
      return typeof value.isAsked === "boolean" ? declined && { kind, isAsked: value.isAsked, declined } : undefined;
    }
    default:
      return readTrouble(value);
  }
}

function readTrouble(value: Fields): ProcessTrouble | undefined {
  const { kind, message, method, exported, is, code } = value;
  switch (kind) {
    case "not-loaded":
      return typeof message === "string" ? { kind, message } : undefined;
    case "no-method":
      return typeof method === "string" && typeof exported === "string" ? { kind, method, exported } : undefined;
    case "threw":
      return typeof method === "string" && typeof message === "string" ? { kind, method, message } : undefined;
    case "not-a-list":
      return typeof is === "string" ? { kind, is } : undefined;
    case "too-many":
      return { kind };
    case "never-settled":
      return typeof method === "string" ? { kind, method } : undefined;
    case "exited":
      return typeof method === "string" && typeof code === "number" ? { kind, method, code } : undefined;
    default:
      return undefined;
  }
}

function readDownload(value: unknown): GivenDownload | undefined {
  if (!isFields(value)) return undefined;
  if (typeof value.is === "string") return { is: value.is };
  const { identifier, url, fileSize, essential, priority, version } = value;
  return {
    identifier: readValue(identifier),
    url: readValue(url),
    fileSize: readValue(fileSize),
    essential: readValue(essential),
    priority: readValue(priority),
    version: readValue(version),
  };
}

function readFailure(value: unknown): CallbackFailure | undefined {
  if (!isFields(value)) return undefined;
  const { method, identifier, message } = value;
  const isFailure = typeof method === "string" && typeof identifier === "string" && typeof message === "string";
  return isFailure ? { method, identifier, message } : undefined;
}

function readText(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function readValue(value: unknown): GivenValue {
  if (value === undefined || typeof value === "string" || typeof value === "number" || typeof value === "boolean") {
    return value;
  }
  return { is: isFields(value) && typeof value.is === "string" ? value.is : "an object" };
}

/** Undefined where it is no list, or one of something else. */
function listOf<T>(value: unknown, read: (item: unknown) => T | undefined): readonly T[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const list: T[] = [];
  for (const item of value as readonly unknown[]) {
    const one = read(item);
    if (one === undefined) return undefined;
    list.push(one);
  }
  return list;
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null;
}
