import { formatBytes } from "../model/sizes";
import type { HttpExchange } from "../protocol/http-exchange";
import { durationText } from "./format";

/** The requests of a download as they went over the network, each with its headers; secrets are masked. */
export function ExchangeTable({ exchanges }: { readonly exchanges: readonly HttpExchange[] }) {
  return (
    <ul class="exchanges" aria-label="Requests">
      {exchanges.map((exchange, index) => (
        // Only ever added at the end.
        <li key={index}>
          <details>
            <summary>
              {exchange.method} {exchange.url} → {exchange.status ?? "no response"}, {formatBytes(exchange.bytes)} in{" "}
              {durationText(exchange.durationMs)}
              {rangeOf(exchange)}
              {exchange.fault !== undefined && ` · fault: ${exchange.fault}`}
            </summary>
            {exchange.mappedUrl !== undefined && <p class="dim">went to {exchange.mappedUrl}</p>}
            <Headers name="Request" headers={exchange.requestHeaders} />
            <Headers name="Response" headers={exchange.responseHeaders} />
          </details>
        </li>
      ))}
    </ul>
  );
}

function Headers({ name, headers }: { readonly name: string; readonly headers: HttpExchange["responseHeaders"] }) {
  return (
    <dl class="headers" aria-label={`${name} headers`}>
      {Object.entries(headers).flatMap(([header, value]) =>
        (typeof value === "string" ? [value] : value).map((one, index) => (
          <div key={`${header} ${index}`}>
            <dt>{header}</dt>
            <dd>{one}</dd>
          </div>
        )),
      )}
    </dl>
  );
}

function rangeOf({ requestHeaders, responseHeaders }: HttpExchange): string {
  const asked = requestHeaders.range ?? requestHeaders.Range;
  if (asked === undefined) return "";
  const given = responseHeaders["content-range"];
  return given === undefined ? ` · asked for ${asked}, got the whole` : ` · continued: ${given}`;
}
