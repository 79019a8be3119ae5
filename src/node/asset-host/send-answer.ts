import type { ServerResponse } from "node:http";
import type { Answer } from "./answer";
import type { ScriptedAnswer } from "./scripted-answer";

export interface SentAnswer {
  /** Of the body, handed to the network. */
  readonly bytes: number;
  /** False when the client left, the script cut or stalled, or the file became shorter. */
  readonly complete: boolean;
}

/** Sends an answer, as fast as the client takes it or as slowly and as far as the script says. Never rejects for a client that left. */
export async function sendAnswer(
  response: ServerResponse,
  answer: Answer,
  script: ScriptedAnswer,
): Promise<SentAnswer> {
  if (answer.headers.date === undefined && script.headers && hasName(script.headers, "date")) response.sendDate = false;
  if (script.contentLength !== undefined) response.shouldKeepAlive = false;
  response.writeHead(answer.status, answer.headers);

  const { span } = answer;
  if (span === undefined) return { bytes: 0, complete: await end(response) };

  const spanInBytes = span.last - span.first + 1;
  const stopAt = Math.min(bytesOf(script.cutAfterBytes), bytesOf(script.stallAfterBytes), spanInBytes);
  const startedAt = performance.now();
  let bytes = 0;
  if (stopAt > 0) {
    for await (const chunk of answer.body.read(span.first, span.first + stopAt - 1)) {
      for (const piece of piecesOf(chunk, script.bytesPerSecond)) {
        if (!(await write(response, piece))) return { bytes, complete: false };
        bytes += piece.length;
        if (script.bytesPerSecond !== undefined && bytes < spanInBytes) {
          const dueAt = startedAt + (bytes / script.bytesPerSecond) * 1000;
          if (!(await pause(response, dueAt - performance.now()))) return { bytes, complete: false };
        }
      }
    }
  } else {
    await flushHeaders(response);
  }
  if (bytes === spanInBytes) return { bytes, complete: await end(response) };

  const stalls = stopAt === script.stallAfterBytes && bytes === stopAt;
  if (stalls) await closed(response);
  // Also when the file was shorter than promised: only a closed connection tells the client so.
  response.destroy();
  return { bytes, complete: false };
}

/** Resolves when the connection is gone, whoever closed it. */
export function closed(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    if (isGone(response)) resolve();
    else response.req.socket.once("close", resolve);
  });
}

function bytesOf(limit: number | "before-headers" | undefined): number {
  return typeof limit === "number" ? Math.max(0, limit) : Number.POSITIVE_INFINITY;
}

function hasName(headers: Readonly<Record<string, unknown>>, name: string): boolean {
  return Object.keys(headers).some((key) => key.toLowerCase() === name);
}

/** Twenty pieces a second look steady to a progress display; the slowest rates send byte by byte. */
function* piecesOf(chunk: Uint8Array, bytesPerSecond: number | undefined): Iterable<Uint8Array> {
  if (bytesPerSecond === undefined) {
    yield chunk;
    return;
  }
  const size = Math.max(1, Math.floor(bytesPerSecond / 20));
  for (let start = 0; start < chunk.length; start += size) yield chunk.subarray(start, start + size);
}

/**
 * True once the bytes are with the operating system: the pace is the client's, a cut comes exactly after them, and their
 * buffer is free again.
 */
function write(response: ServerResponse, bytes: Uint8Array): Promise<boolean> {
  return settled(response, (done) => {
    response.write(bytes, (error) => done(!error));
    return undefined;
  });
}

function flushHeaders(response: ServerResponse): Promise<boolean> {
  return settled(response, (done) => {
    response.flushHeaders();
    response.req.socket.write(new Uint8Array(0), (error) => done(!error));
    return undefined;
  });
}

function end(response: ServerResponse): Promise<boolean> {
  return settled(response, (done) => {
    response.end(() => done(true));
    return undefined;
  });
}

function pause(response: ServerResponse, timeMs: number): Promise<boolean> {
  if (timeMs <= 0) return Promise.resolve(!isGone(response));
  return settled(response, (done) => {
    const timer = setTimeout(() => done(true), timeMs);
    return () => clearTimeout(timer);
  });
}

/**
 * What `start` reports, or false as soon as the connection is gone: Node then calls some callbacks never. The request's
 * socket is asked, since a pipelined answer has none of its own until its turn.
 */
function settled(
  response: ServerResponse,
  start: (done: (value: boolean) => void) => (() => void) | undefined,
): Promise<boolean> {
  return new Promise((resolve) => {
    if (isGone(response)) {
      resolve(false);
      return;
    }
    const { socket } = response.req;
    let stop: (() => void) | undefined;
    const done = (value: boolean) => {
      socket.off("close", onClose);
      stop?.();
      resolve(value);
    };
    const onClose = () => done(false);
    socket.once("close", onClose);
    stop = start(done);
  });
}

function isGone(response: ServerResponse): boolean {
  return response.req.socket.destroyed;
}
