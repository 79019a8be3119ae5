import type { ProjectMode } from "./app-configuration";

const names: Readonly<Record<ProjectMode, string>> = {
  "apple-hosted": "Apple-hosted",
  "self-hosted-managed": "Self-hosted, managed",
  "self-hosted-unmanaged": "Self-hosted, unmanaged",
  none: "No Background Assets keys",
};

/** A mode as people read it. */
export function modeName(mode: ProjectMode): string {
  return names[mode];
}
