import { once } from "node:events";
import type { IncomingHttpHeaders } from "node:http";
import { type Agent, type RequestOptions, request } from "node:https";

export interface ClientAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** As much as came. */
  readonly body: Buffer;
  /** Whether the body came to its end by the rules of HTTP. */
  readonly complete: boolean;
  readonly text: string;
}

export interface ClientOptions {
  readonly ca: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly agent?: Agent;
  readonly servername?: string;
  readonly signal?: AbortSignal;
  /** Called with what came so far, for each piece of the body. */
  readonly onBody?: (receivedBytes: number) => void;
}

/** One request without any of a browser's tidying: the path goes out exactly as given. Rejects when no answer came. */
export function get(origin: string, path: string, options: ClientOptions): Promise<ClientAnswer> {
  const { hostname, port } = new URL(origin);
  const { onBody, ...rest } = options;
  const settings: RequestOptions = { hostname, port, path, agent: false, ...rest };
  return new Promise((resolve, reject) => {
    const sent = request(settings, (response) => {
      const chunks: Buffer[] = [];
      let received = 0;
      response.on("data", (chunk: Buffer) => {
        chunks.push(chunk);
        received += chunk.length;
        onBody?.(received);
      });
      response.on("error", () => {});
      response.on("close", () => {
        const body = Buffer.concat(chunks);
        const { statusCode: status = 0, headers, complete } = response;
        resolve({ status, headers, body, complete, text: body.toString() });
      });
    });
    sent.on("error", reject);
    sent.end();
  });
}

/** The code of the error that a request ends with; fails when it is answered. */
export async function getErrorCode(origin: string, path: string, options: ClientOptions): Promise<string> {
  try {
    const { status } = await get(origin, path, options);
    throw new Error(`answered with ${status}`);
  } catch (error) {
    if (error instanceof Error && "code" in error) return String(error.code);
    throw error;
  }
}

/** Sends a request and leaves as soon as the given number of body bytes is there. */
export async function getAndLeave(
  origin: string,
  path: string,
  options: ClientOptions,
  afterBytes: number,
): Promise<void> {
  const { hostname, port } = new URL(origin);
  const sent = request({ hostname, port, path, agent: false, ...options });
  sent.on("error", () => {});
  sent.end();
  const [response] = await once(sent, "response");
  let received = 0;
  for await (const chunk of response) {
    received += chunk.length;
    if (received >= afterBytes) break;
  }
  sent.destroy();
}

/** A request whose body has begun: the answer to come, once its first bytes are there. */
export async function begun(
  origin: string,
  path: string,
  options: ClientOptions,
): Promise<{ readonly answer: Promise<ClientAnswer> }> {
  return new Promise((resolve, reject) => {
    const answer = get(origin, path, { ...options, onBody: () => resolve({ answer }) });
    answer.catch(reject);
  });
}
