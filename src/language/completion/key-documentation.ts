import type { ProjectMode } from "../../model/app-configuration";
import type { CatalogueKey, KeyStatus } from "../../model/key-catalogue";
import { modeName } from "../../model/mode-name";

const words: Readonly<Record<KeyStatus, string>> = {
  required: "required",
  "assumed-required": "required (Apple only says that there are other required keys)",
  optional: "optional",
  forbidden: "must be left out",
  ignored: "has no effect",
};

const modes = ["apple-hosted", "self-hosted-managed", "self-hosted-unmanaged"] as const;

/** What a key means in this mode, for the side of a completion. Markdown. */
export function keyDocumentation(key: CatalogueKey, mode: ProjectMode): string {
  const unit = key.unit === undefined ? "" : `In ${key.unit} ${key.counts ?? ""}.`.replace(" .", ".");
  const status =
    mode === "none"
      ? modes.map((each) => `- ${modeName(each)}: ${words[key.status[each]]}`).join("\n")
      : `${modeName(mode)}: **${words[key.status[mode]]}**`;
  const { iOS, macOS, tvOS, visionOS } = key.availability;
  const paragraphs = [
    key.meaning,
    unit,
    status,
    key.prevents !== undefined && isRequired(key, mode) ? `Without it: ${key.prevents}` : "",
    `iOS ${iOS}, macOS ${macOS}, tvOS ${tvOS}, visionOS ${visionOS}`,
    key.documentation === undefined ? "" : `[Apple's documentation](${key.documentation})`,
  ];
  return paragraphs.filter((paragraph) => paragraph !== "").join("\n\n");
}

/** In a word or two, beside the label. */
export function statusDetail(key: CatalogueKey, mode: ProjectMode): string {
  if (mode === "none") return key.type;
  const status = key.status[mode];
  return `${status === "assumed-required" ? "required" : words[status]}, ${key.type}`;
}

export function isRequired(key: CatalogueKey, mode: ProjectMode): boolean {
  if (mode === "none") return false;
  const status = key.status[mode];
  return status === "required" || status === "assumed-required";
}
