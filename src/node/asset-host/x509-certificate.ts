import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";
import { AsnConvert, OctetString } from "@peculiar/asn1-schema";
import {
  AlgorithmIdentifier,
  AttributeTypeAndValue,
  AttributeValue,
  AuthorityKeyIdentifier,
  BasicConstraints,
  Certificate,
  ExtendedKeyUsage,
  Extension,
  Extensions,
  GeneralName,
  id_ce_authorityKeyIdentifier,
  id_ce_basicConstraints,
  id_ce_extKeyUsage,
  id_ce_keyUsage,
  id_ce_subjectAltName,
  id_ce_subjectKeyIdentifier,
  id_kp_serverAuth,
  KeyIdentifier,
  KeyUsage,
  KeyUsageFlags,
  Name,
  RelativeDistinguishedName,
  SubjectAlternativeName,
  SubjectKeyIdentifier,
  SubjectPublicKeyInfo,
  TBSCertificate,
  Validity,
  Version,
} from "@peculiar/asn1-x509";

// The ASN.1 structures are used directly, and Node's own crypto signs: the certificate generator one layer above them
// (@peculiar/x509) needs a process-wide `Reflect` polyfill and a dependency injection container.

/** RFC 5758 3.2; its parameters are absent. */
const ECDSA_WITH_SHA256 = "1.2.840.10045.4.3.2";
const COMMON_NAME = "2.5.4.3";

export interface KeyPair {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

/** EC P-256, which every client of the last ten years accepts and which takes a millisecond to make. */
export function generateCertificateKeys(): KeyPair {
  return generateKeyPairSync("ec", { namedCurve: "P-256" });
}

/** Who a certificate is for and who signs it. */
export interface CertificateRequest {
  readonly commonName: string;
  readonly publicKey: KeyObject;
  readonly issuerCommonName: string;
  /** Equal to `publicKey` for a certificate that signs itself. */
  readonly issuerPublicKey: KeyObject;
  readonly issuerPrivateKey: KeyObject;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly usage:
    | { readonly kind: "authority" }
    | { readonly kind: "server"; readonly hostNames: readonly string[]; readonly ipAddresses: readonly string[] };
}

/** A signed X.509 v3 certificate as PEM (RFC 5280). Dates are cut to whole seconds. */
export function signCertificate(request: CertificateRequest): string {
  const algorithm = new AlgorithmIdentifier({ algorithm: ECDSA_WITH_SHA256 });
  const tbs = new TBSCertificate({
    version: Version.v3,
    serialNumber: serialNumber(),
    signature: algorithm,
    issuer: nameOf(request.issuerCommonName),
    validity: new Validity({ notBefore: request.notBefore, notAfter: request.notAfter }),
    subject: nameOf(request.commonName),
    subjectPublicKeyInfo: publicKeyInfo(request.publicKey),
    extensions: new Extensions(extensionsFor(request)),
  });
  const signature = sign("sha256", new Uint8Array(AsnConvert.serialize(tbs)), {
    key: request.issuerPrivateKey,
    dsaEncoding: "der",
  });
  const certificate = new Certificate({
    tbsCertificate: tbs,
    signatureAlgorithm: algorithm,
    signatureValue: bytesOf(signature),
  });
  const base64 = Buffer.from(AsnConvert.serialize(certificate)).toString("base64");
  return `-----BEGIN CERTIFICATE-----\n${base64.replace(/.{1,64}/g, "$&\n")}-----END CERTIFICATE-----\n`;
}

function extensionsFor(request: CertificateRequest): Extension[] {
  const { usage } = request;
  const common = [
    extension(id_ce_subjectKeyIdentifier, new SubjectKeyIdentifier(keyIdentifier(request.publicKey))),
    extension(
      id_ce_authorityKeyIdentifier,
      new AuthorityKeyIdentifier({ keyIdentifier: new KeyIdentifier(keyIdentifier(request.issuerPublicKey)) }),
    ),
  ];
  if (usage.kind === "authority") {
    return [
      extension(id_ce_basicConstraints, new BasicConstraints({ cA: true, pathLenConstraint: 0 }), true),
      extension(id_ce_keyUsage, keyUsage(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign), true),
      ...common,
    ];
  }
  const names = [
    ...usage.hostNames.map((dNSName) => new GeneralName({ dNSName })),
    ...usage.ipAddresses.map((iPAddress) => new GeneralName({ iPAddress })),
  ];
  return [
    extension(id_ce_basicConstraints, new BasicConstraints({ cA: false }), true),
    extension(id_ce_keyUsage, keyUsage(KeyUsageFlags.digitalSignature), true),
    // Apple's clients refuse a server certificate without it, and one whose names are only in the common name.
    extension(id_ce_extKeyUsage, new ExtendedKeyUsage([id_kp_serverAuth])),
    extension(id_ce_subjectAltName, new SubjectAlternativeName(names)),
    ...common,
  ];
}

function extension(extnID: string, value: unknown, critical = false): Extension {
  return new Extension({ extnID, critical, extnValue: new OctetString(AsnConvert.serialize(value)) });
}

function keyUsage(flags: number): KeyUsage {
  const usage = new KeyUsage();
  usage.fromNumber(flags);
  return usage;
}

function nameOf(commonName: string): Name {
  const value = new AttributeValue({ utf8String: commonName });
  return new Name([new RelativeDistinguishedName([new AttributeTypeAndValue({ type: COMMON_NAME, value })])]);
}

function publicKeyInfo(publicKey: KeyObject): SubjectPublicKeyInfo {
  return AsnConvert.parse(publicKey.export({ type: "spki", format: "der" }), SubjectPublicKeyInfo);
}

/** RFC 7093 2, method 1: SHA-256 of the key's bits, cut to 160. */
function keyIdentifier(publicKey: KeyObject): ArrayBuffer {
  const digest = createHash("sha256")
    .update(new Uint8Array(publicKeyInfo(publicKey).subjectPublicKey))
    .digest();
  return bytesOf(digest.subarray(0, 20));
}

/** Positive, and never shorter because of a leading zero: the first octet lies between 0x40 and 0x7f. */
function serialNumber(): ArrayBuffer {
  const bytes = randomBytes(16);
  bytes[0] = 0x40 | ((bytes[0] ?? 0) & 0x3f);
  return bytesOf(bytes);
}

function bytesOf(bytes: Uint8Array): ArrayBuffer {
  return new Uint8Array(bytes).buffer;
}
