import type { Rendition, RenditionType, Variant } from "./playlist";
import type { PlaylistContext } from "./playlist-context";

/** What section 4.4.6.1.1 of the HLS draft asks of groups, and that the groups that variants name are there. */
export function judgeGroups(
  variants: readonly Variant[],
  renditions: readonly Rendition[],
  context: PlaylistContext,
): void {
  const groups = new Map<string, Rendition[]>();
  for (const rendition of renditions) {
    const key = keyOf(rendition.type, rendition.groupId);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [rendition]);
    else group.push(rendition);
  }
  for (const variant of variants) {
    for (const [attribute, type, groupId] of namedGroups(variant)) {
      if (groupId === undefined || groups.has(keyOf(type, groupId))) continue;
      const known = [...new Set(renditions.filter((one) => one.type === type).map((one) => one.groupId))];
      const there =
        known.length === 0 ? `There is no group of TYPE=${type}` : `There are: ${known.slice(0, 5).join(", ")}`;
      const message = `${attribute} names the group “${groupId}”, and no EXT-X-MEDIA of TYPE=${type} has this GROUP-ID. ${there}.`;
      context.problem("group-not-found", "error", message, variant);
    }
  }
  for (const group of groups.values()) judgeGroup(group, context);
  judgeMembers([...groups.values()], context);
}

function namedGroups(variant: Variant): readonly (readonly [string, RenditionType, string | undefined])[] {
  return [
    ["AUDIO", "AUDIO", variant.audioGroup],
    ["VIDEO", "VIDEO", variant.videoGroup],
    ["SUBTITLES", "SUBTITLES", variant.subtitlesGroup],
    ["CLOSED-CAPTIONS", "CLOSED-CAPTIONS", variant.closedCaptionsGroup],
  ];
}

function judgeGroup(group: readonly Rendition[], context: PlaylistContext): void {
  const names = new Map<string, Rendition>();
  let first: Rendition | undefined;
  for (const rendition of group) {
    const twin = names.get(rendition.name);
    if (twin !== undefined) {
      const message = `The name “${rendition.name}” occurs twice in the group “${rendition.groupId}” (first in line ${twin.line}): names must be unique, and players show or keep only one of the two.`;
      context.problem("duplicate-name", "error", message, rendition);
    } else names.set(rendition.name, rendition);
    if (!rendition.isDefault) continue;
    if (first !== undefined) {
      const message = `A second DEFAULT=YES in the group “${rendition.groupId}” (first “${first.name}” in line ${first.line}): a group has at most one default.`;
      context.problem("duplicate-default", "error", message, rendition);
    } else first = rendition;
  }
}

/** Groups of one TYPE must have the same members: the same choice must be possible whichever variant is taken. */
function judgeMembers(groups: readonly (readonly Rendition[])[], context: PlaylistContext): void {
  const reference = new Map<RenditionType, readonly Rendition[]>();
  for (const group of groups) {
    const [head] = group;
    if (head === undefined) continue;
    const other = reference.get(head.type);
    if (other === undefined) {
      reference.set(head.type, group);
      continue;
    }
    const names = new Set(group.map(({ name }) => name));
    const otherNames = new Set(other.map(({ name }) => name));
    const lacking = [...otherNames].filter((name) => !names.has(name));
    const additional = [...names].filter((name) => !otherNames.has(name));
    if (lacking.length === 0 && additional.length === 0) continue;
    const differences = [
      lacking.length > 0 && `“${head.groupId}” lacks ${quoted(lacking)}`,
      additional.length > 0 && `“${other[0]?.groupId}” lacks ${quoted(additional)}`,
    ].filter((one) => one !== false);
    const message = `The groups “${other[0]?.groupId}” and “${head.groupId}” of TYPE=${head.type} must have the same members: ${differences.join(", ")}. What is selected cannot be found again in another variant.`;
    context.problem("groups-differ", "warning", message, head);
  }
}

function quoted(names: readonly string[]): string {
  const few = names.slice(0, 3).map((name) => `“${name}”`);
  return names.length > few.length ? `${few.join(", ")} and ${names.length - few.length} more` : few.join(", ");
}

function keyOf(type: RenditionType, groupId: string): string {
  return `${type} ${groupId}`;
}
