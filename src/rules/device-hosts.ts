/** Whether a host name is the device itself. */
export function isLoopbackHost(host: string): boolean {
  const plain = host.toLowerCase().replace(/^\[|\]$/g, "");
  return (
    plain === "localhost" ||
    plain.endsWith(".localhost") ||
    /^127\.\d+\.\d+\.\d+$/.test(plain) ||
    plain === "::1" ||
    plain === "0.0.0.0"
  );
}

/** Whether a host name is one of the local network: a private address, or a name that only the network knows. */
export function isLocalNetworkHost(host: string): boolean {
  const plain = host.toLowerCase().replace(/^\[|\]$/g, "");
  return (
    /^10\.\d+\.\d+\.\d+$/.test(plain) ||
    /^192\.168\.\d+\.\d+$/.test(plain) ||
    /^172\.(1[6-9]|2\d|3[01])\.\d+\.\d+$/.test(plain) ||
    /^169\.254\.\d+\.\d+$/.test(plain) ||
    /^(fe80|f[cd][0-9a-f]{2}):/.test(plain) ||
    plain.endsWith(".local")
  );
}
