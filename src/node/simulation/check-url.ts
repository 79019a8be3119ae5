import type { UrlCheck } from "../../protocol/url-check";
import type { SimulationProject } from "../../protocol/worker-messages";
import { assumptionSettings } from "../../simulator/assumptions";
import { DomainPolicy } from "../../simulator/domain-policy";
import type { TransferFailure } from "../../simulator/ports";
import { maskSecrets, maskUrl } from "../../simulator/secret-masking";
import { transferError } from "../../simulator/transfer-errors";
import { ContentStore } from "../content-store/content-store";
import type { NetworkAccess } from "./network-access";

export interface UrlToCheck {
  readonly project: SimulationProject;
  readonly url: string;
  readonly declaredSizeInBytes: number | undefined;
  readonly allowPrivate: boolean;
  readonly network: NetworkAccess;
  /** The device's; nothing is written into it. */
  readonly contentFolder: string;
  readonly notice: (message: string) => void;
}

/** Asks what a download of the URL would get, by the ways and under the rules of downloads. */
export async function checkUrl(check: UrlToCheck): Promise<UrlCheck> {
  const { project, url, declaredSizeInBytes, network } = check;
  const transport = network.open({
    contentStore: await ContentStore.open(check.contentFolder),
    hosts: project.hosts,
    headers: project.headers,
    allowPrivate: check.allowPrivate,
    maxBytes: undefined,
    notice: check.notice,
  });
  try {
    const { redirects, ...result } = await transport.probe(url);
    const shown = { url: maskUrl(url), redirects: redirects.map(maskUrl) };
    if (result.kind === "answered") return { ...result, ...shown, declaredSizeInBytes };
    const { failure } = result;
    return {
      kind: "failed",
      ...shown,
      message: failureMessage(failure, project, redirects.at(-1) ?? url),
      unconfirmedHost: failure.kind === "not-confirmed" ? failure.detail : undefined,
    };
  } finally {
    await transport.close();
  }
}

function failureMessage(failure: TransferFailure, project: SimulationProject, url: string): string {
  const { error } = transferError(failure, {
    identifier: maskUrl(url),
    purpose: "asset",
    url,
    lane: "non-essential",
    domains: new DomainPolicy(project.configuration, assumptionSettings(project.assumptions)),
    limitInBytes: null,
  });
  return `${maskSecrets(error.message)} (${error.domain} ${error.code} ${error.name})`;
}
