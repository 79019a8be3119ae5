/** Platform numbers of Mach-O's LC_BUILD_VERSION (mach-o/loader.h). */
const platformMacOS = 1;
const platformCatalyst = 6;
const loadCommandBuildVersion = 0x32;
const loadCommandVersionMinMacOS = 0x24;

/** Enough for the load commands of nearly every program, and for the first part of a universal one. */
export const machOHeaderBytes = 64 * 1024;

/**
 * Whether a file begins as a program or library for macOS (mach-o/loader.h, mach-o/fat.h). Programs for other platforms
 * of Apple say no, as does everything that is no Mach-O file. Of a universal file the first part that lies within
 * `bytes` counts; one whose parts begin behind them is judged by nothing and says no.
 */
export function isMacExecutable(bytes: Uint8Array): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 28) return false;
  const magic = view.getUint32(0);
  if (magic === 0xcafebabe || magic === 0xcafebabf) {
    // A Java class file begins alike; its second number is a version beyond any count of architectures.
    const count = view.getUint32(4);
    if (count === 0 || count > 20) return false;
    const wide = magic === 0xcafebabf;
    const entry = wide ? 32 : 20;
    for (let index = 0; index < count && 8 + (index + 1) * entry <= bytes.length; index++) {
      const at = 8 + index * entry + 8;
      const offset = wide ? Number(view.getBigUint64(at)) : view.getUint32(at);
      if (offset + 28 <= bytes.length && isThinMac(view, offset)) return true;
    }
    return false;
  }
  return isThinMac(view, 0);
}

function isThinMac(view: DataView, start: number): boolean {
  const magic = view.getUint32(start);
  const little = magic === 0xcffaedfe || magic === 0xcefaedfe;
  if (!little && magic !== 0xfeedfacf && magic !== 0xfeedface) return false;
  const is64 = magic === 0xcffaedfe || magic === 0xfeedfacf;
  const commands = view.getUint32(start + 16, little);
  let at = start + (is64 ? 32 : 28);
  for (let index = 0; index < Math.min(commands, 1000) && at + 12 <= view.byteLength; index++) {
    const command = view.getUint32(at, little);
    const size = view.getUint32(at + 4, little);
    if (command === loadCommandVersionMinMacOS) return true;
    if (command === loadCommandBuildVersion) {
      const platform = view.getUint32(at + 8, little);
      return platform === platformMacOS || platform === platformCatalyst;
    }
    if (size < 8) return false;
    at += size;
  }
  return false;
}
