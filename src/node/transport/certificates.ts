import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import * as tls from "node:tls";

export interface CertificateReading {
  /** One PEM text for each certificate. */
  readonly certificates: readonly string[];
  /** A sentence for each that cannot be read, or for a text without any. */
  readonly problems: readonly string[];
}

/** Takes a PEM text with any number of certificates apart. `name` says in problems where it came from. */
export function readCertificates(pem: string, name: string): CertificateReading {
  const blocks =
    pem.match(/-----BEGIN (?:TRUSTED )?CERTIFICATE-----[\s\S]*?-----END (?:TRUSTED )?CERTIFICATE-----/g) ?? [];
  if (blocks.length === 0) {
    return {
      certificates: [],
      problems: [`${name}: no certificate in PEM format (-----BEGIN CERTIFICATE-----) in it.`],
    };
  }
  const certificates: string[] = [];
  const problems: string[] = [];
  for (const block of blocks) {
    try {
      certificates.push(new X509Certificate(block).toString());
    } catch {
      problems.push(`${name}: certificate ${certificates.length + problems.length + 1} cannot be read.`);
    }
  }
  return { certificates, problems };
}

/**
 * Everything that this computer trusts: Node's own roots, those of the system where this version of Node can read them, and
 * NODE_EXTRA_CA_CERTS. Own ones are added to it, because `ca` replaces the defaults where it is given.
 */
export function trustedRoots(
  env: Readonly<Record<string, string | undefined>>,
  problem: (message: string) => void,
): readonly string[] {
  const roots = new Set(tls.rootCertificates);
  // Since Node 22.15; the types of the oldest supported version do not know it.
  const { getCACertificates } = tls as { getCACertificates?: (type: "default" | "system") => string[] };
  for (const type of ["default", "system"] as const) {
    try {
      for (const certificate of getCACertificates?.(type) ?? []) roots.add(certificate);
    } catch {
      // A system store that cannot be read leaves the others.
    }
  }
  const extra = env.NODE_EXTRA_CA_CERTS;
  if (extra) {
    try {
      const { certificates, problems } = readCertificates(
        readFileSync(extra, "utf8"),
        `NODE_EXTRA_CA_CERTS (${extra})`,
      );
      for (const certificate of certificates) roots.add(certificate);
      for (const message of problems) problem(message);
    } catch {
      problem(`NODE_EXTRA_CA_CERTS names ${extra}, which cannot be read; its certificates are not trusted.`);
    }
  }
  return [...roots];
}

/** Made once and used for every connection: reading some 150 roots takes longer than a handshake. */
export function trustContext(certificates: readonly string[]): tls.SecureContext {
  return tls.createSecureContext({ ca: [...certificates] });
}
