import { readdir, readFile, readlink } from "node:fs/promises";

/** The program that listens on a port, for a message. */
export interface PortOwner {
  readonly name: string;
  readonly processId: number;
}

/**
 * Who listens on a TCP port of this computer. Known on Linux, for processes of the same user; undefined elsewhere, since
 * asking there means starting a program.
 */
export async function portOwner(port: number): Promise<PortOwner | undefined> {
  if (process.platform !== "linux") return undefined;
  try {
    const inodes = await listeningInodes(port);
    if (inodes.size === 0) return undefined;
    for (const id of await readdir("/proc")) {
      if (!/^\d+$/.test(id)) continue;
      for (const descriptor of await readdir(`/proc/${id}/fd`).catch(() => [])) {
        const target = await readlink(`/proc/${id}/fd/${descriptor}`).catch(() => "");
        const inode = /^socket:\[(\d+)\]$/.exec(target)?.[1];
        if (inode === undefined || !inodes.has(inode)) continue;
        return { name: (await readFile(`/proc/${id}/comm`, "utf8")).trim(), processId: Number(id) };
      }
    }
  } catch {
    // /proc may be hidden or the process may have just ended: the name is a convenience.
  }
  return undefined;
}

/** proc(5): the second column is the local address with the port in hexadecimal, the fourth 0A for LISTEN, the tenth the inode. */
async function listeningInodes(port: number): Promise<ReadonlySet<string>> {
  const inodes = new Set<string>();
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, "0")}`;
  for (const table of ["/proc/net/tcp", "/proc/net/tcp6"]) {
    const text = await readFile(table, "utf8").catch(() => "");
    for (const line of text.split("\n")) {
      const columns = line.trim().split(/\s+/);
      const inode = columns[9];
      if (columns[1]?.endsWith(suffix) && columns[3] === "0A" && inode !== undefined) inodes.add(inode);
    }
  }
  return inodes;
}
