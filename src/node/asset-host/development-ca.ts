import { createPrivateKey, createPublicKey, type KeyObject, X509Certificate } from "node:crypto";
import { constants, copyFile, link, mkdir, open, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { generateCertificateKeys, signCertificate } from "./x509-certificate";

const DAY_MS = 86_400_000;
const AUTHORITY_VALIDITY_DAYS = 3650;
/** Apple refuses server certificates that are valid for more than 825 days (support.apple.com/103769); 397 passes everywhere. */
const LEAF_VALIDITY_DAYS = 397;
/** An authority with less time left is replaced when it is opened, so that no host runs into its end. */
const RENEWAL_DAYS = 30;

const CERTIFICATE_FILE = "development-ca.pem";
/** Key and certificate in one file, so that no crash and no second process can leave a pair that does not fit. */
const AUTHORITY_FILE = /^authority-(\d+)\.pem$/;

/** A server certificate as `node:tls` takes it. */
export interface IssuedLeaf {
  /** Without the authority's: a client that trusts it has it. */
  readonly certPem: string;
  /** PKCS #8. */
  readonly keyPem: string;
}

export interface LeafRequest {
  /** DNS names in ASCII; `*.example.com` is allowed. */
  readonly hostNames: readonly string[];
  readonly ipAddresses: readonly string[];
  /** Default: 397 days from now, or the authority's end if that comes first. In the past: an expired certificate. */
  readonly notAfter?: Date;
}

export interface DevelopmentCa {
  readonly certificatePem: string;
  /** The file a client is told to trust; undefined for an authority that is kept nowhere. */
  readonly certificatePath: string | undefined;
  readonly notAfter: Date;
  /** A new key and an EC P-256 server certificate for exactly these names. */
  issueLeaf(request: LeafRequest): IssuedLeaf;
}

/**
 * The development certificate authority kept in a folder: created on first use, the same one ever after, replaced when it
 * is about to expire or its file cannot be read. Several processes may open the folder at once and get the same authority.
 * The private key is readable by its owner only. Throws Node's file system error when the folder cannot be written.
 */
export async function openDevelopmentCa(folder: string, now = new Date()): Promise<DevelopmentCa> {
  const directory = resolve(folder);
  await mkdir(directory, { recursive: true, mode: 0o700 });
  for (;;) {
    const numbers = await authorityNumbers(directory);
    const newest = numbers.at(-1) ?? 0;
    if (newest > 0) {
      const authority = await readAuthority(join(directory, `authority-${newest}.pem`));
      if (authority !== undefined && authority.notAfter.getTime() - now.getTime() > RENEWAL_DAYS * DAY_MS) {
        const certificatePath = join(directory, CERTIFICATE_FILE);
        await keepCertificate(certificatePath, authority.certificatePem);
        return developmentCa(authority, certificatePath);
      }
    }
    const created = await publishAuthority(join(directory, `authority-${newest + 1}.pem`), createAuthority(now));
    // Whoever lost the race reads the winner's on the next turn; what the winner replaced is of no use any more.
    if (created) for (const number of numbers) await rm(join(directory, `authority-${number}.pem`), { force: true });
  }
}

/** An authority that lives in memory only and that nobody trusts: for tests. */
export function createDevelopmentCa(now = new Date()): DevelopmentCa {
  return developmentCa(createAuthority(now), undefined);
}

interface Authority {
  readonly commonName: string;
  readonly certificatePem: string;
  readonly notAfter: Date;
  readonly privateKey: KeyObject;
}

function createAuthority(now: Date): Authority {
  const { publicKey, privateKey } = generateCertificateKeys();
  const notAfter = new Date(now.getTime() + AUTHORITY_VALIDITY_DAYS * DAY_MS);
  // The day tells a renewed authority from its predecessor in a device's list of certificates.
  const commonName = `Background Assets development CA ${now.toISOString().slice(0, 10)}`;
  const certificatePem = signCertificate({
    commonName,
    publicKey,
    issuerCommonName: commonName,
    issuerPublicKey: publicKey,
    issuerPrivateKey: privateKey,
    // A device whose clock is a little behind must not find a certificate from the future.
    notBefore: new Date(now.getTime() - DAY_MS),
    notAfter,
    usage: { kind: "authority" },
  });
  return { commonName, certificatePem, notAfter, privateKey };
}

function developmentCa(authority: Authority, certificatePath: string | undefined): DevelopmentCa {
  const issuerPublicKey = createPublicKey(authority.privateKey);
  return {
    certificatePem: authority.certificatePem,
    certificatePath,
    notAfter: authority.notAfter,
    issueLeaf({ hostNames, ipAddresses, notAfter }) {
      const { publicKey, privateKey } = generateCertificateKeys();
      const now = Date.now();
      const end = notAfter ?? new Date(Math.min(now + LEAF_VALIDITY_DAYS * DAY_MS, authority.notAfter.getTime()));
      const certificate = signCertificate({
        commonName: hostNames[0] ?? ipAddresses[0] ?? "localhost",
        publicKey,
        issuerCommonName: authority.commonName,
        issuerPublicKey,
        issuerPrivateKey: authority.privateKey,
        notBefore: new Date(Math.min(now, end.getTime()) - DAY_MS),
        notAfter: end,
        usage: { kind: "server", hostNames, ipAddresses },
      });
      return {
        certPem: certificate,
        keyPem: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
      };
    },
  };
}

async function authorityNumbers(directory: string): Promise<number[]> {
  return (await readdir(directory))
    .map((name) => Number(AUTHORITY_FILE.exec(name)?.[1] ?? 0))
    .filter((number) => number > 0)
    .sort((a, b) => a - b);
}

/** Undefined when the file is gone, is no authority, or its key does not fit its certificate. */
async function readAuthority(path: string): Promise<Authority | undefined> {
  try {
    const pem = await readFile(path, "utf8");
    const certificate = new X509Certificate(pem);
    const privateKey = createPrivateKey(pem);
    const commonName = /^CN=(.+)$/m.exec(certificate.subject)?.[1];
    if (commonName === undefined || !certificate.ca || !certificate.checkPrivateKey(privateKey)) return undefined;
    return {
      commonName,
      certificatePem: `${certificate.toString().trimEnd()}\n`,
      notAfter: new Date(certificate.validTo),
      privateKey,
    };
  } catch (error) {
    // A key that may not be read is not replaced by a new one: clients trust the old.
    if (hasCode(error, "EACCES", "EPERM")) throw error;
    return undefined;
  }
}

/** False when another process was first. The file appears whole or not at all, and never over another. */
async function publishAuthority(path: string, authority: Authority): Promise<boolean> {
  const temporary = `${path}.${uniqueSuffix()}`;
  try {
    const file = await open(temporary, "wx", 0o600);
    try {
      await file.writeFile(authority.privateKey.export({ type: "pkcs8", format: "pem" }) + authority.certificatePem);
      await file.sync();
    } finally {
      await file.close();
    }
    try {
      await link(temporary, path);
    } catch (error) {
      if (hasCode(error, "EEXIST")) return false;
      // Not every file system has hard links (FAT, some network shares); copying is still never over another.
      await copyFile(temporary, path, constants.COPYFILE_EXCL);
    }
    return true;
  } catch (error) {
    if (hasCode(error, "EEXIST")) return false;
    throw error;
  } finally {
    await rm(temporary, { force: true });
  }
}

async function keepCertificate(path: string, certificatePem: string): Promise<void> {
  const isKept = async () => (await readFile(path, "utf8").catch(() => undefined)) === certificatePem;
  if (await isKept()) return;
  const temporary = `${path}.${uniqueSuffix()}`;
  try {
    await writeFile(temporary, certificatePem, { flag: "wx", mode: 0o644 });
    await rename(temporary, path);
  } catch (error) {
    // On Windows a file that another process has open cannot be replaced; that process wrote the same.
    if (!(await isKept())) throw error;
  } finally {
    await rm(temporary, { force: true });
  }
}

function uniqueSuffix(): string {
  return `${process.pid}-${crypto.randomUUID()}`;
}

function hasCode(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof Error && "code" in error && codes.includes(String(error.code));
}
