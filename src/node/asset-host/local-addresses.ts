import { networkInterfaces } from "node:os";

/**
 * The addresses by which other devices of the local network reach this computer, IPv4 first: a device in the hand can be
 * told one of these, and never 127.0.0.1, which is the device itself.
 */
export function localAddresses(
  interfaces: ReturnType<typeof networkInterfaces> = networkInterfaces(),
): readonly string[] {
  const all = Object.values(interfaces).flatMap((addresses) => addresses ?? []);
  const usable = all.filter(({ internal, address, family }) => {
    // Link-local IPv6 needs a zone, which means something on one computer only.
    return !internal && !(family === "IPv6" && /^fe80:/i.test(address)) && !address.startsWith("169.254.");
  });
  const ofFamily = (wanted: string) => usable.filter(({ family }) => family === wanted).map(({ address }) => address);
  return [...new Set([...ofFamily("IPv4"), ...ofFamily("IPv6")])];
}
