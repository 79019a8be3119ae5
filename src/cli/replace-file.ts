import { accessSync, chmodSync, constants, realpathSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";

/**
 * Gives a file another content in one step: who is cut off finds the old one or the new one, never half of it. The mode
 * stays, and a symbolic link goes on to lead where it leads. Throws what Node throws.
 */
export function replaceFile(path: string, content: Uint8Array): void {
  const target = realpathSync(path);
  const { mode } = statSync(target);
  // A rename would pass over a write protection.
  accessSync(target, constants.W_OK);
  const beside = `${target}.${process.pid}.tmp`;
  try {
    writeFileSync(beside, content, { flag: "wx" });
    chmodSync(beside, mode);
    renameSync(beside, target);
  } catch (error) {
    rmSync(beside, { force: true });
    throw error;
  }
}
