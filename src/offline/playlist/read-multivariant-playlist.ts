import {
  type Attributes,
  integerAttribute,
  listAttribute,
  numberAttribute,
  resolutionAttribute,
} from "./attribute-list";
import { judgeGroups } from "./judge-groups";
import type { Key, MultivariantPlaylist, Rendition, RenditionType, Variant } from "./playlist";
import type { PlaylistContext } from "./playlist-context";
import type { PlaylistLine } from "./playlist-lines";

const renditionTypes: readonly RenditionType[] = ["AUDIO", "VIDEO", "SUBTITLES", "CLOSED-CAPTIONS"];

export function readMultivariantPlaylist(
  text: string,
  lines: readonly PlaylistLine[],
  context: PlaylistContext,
): MultivariantPlaylist {
  const variants: Variant[] = [];
  const iFrameVariants: Variant[] = [];
  const renditions: Rendition[] = [];
  const sessionKeys: Key[] = [];
  let contentSteering: MultivariantPlaylist["contentSteering"];
  let streamInf: PlaylistLine | undefined;
  const dropStreamInf = () => {
    if (streamInf === undefined) return;
    context.problem("syntax", "error", "No URI follows this EXT-X-STREAM-INF: the variant is lost.", streamInf);
    streamInf = undefined;
  };
  for (const line of lines) {
    if (line.tag === undefined) {
      if (streamInf === undefined) {
        const message = "A URI without EXT-X-STREAM-INF on the line before it is not a variant: players pass over it.";
        context.problem("syntax", "warning", message, line);
        continue;
      }
      variants.push(readVariant(streamInf, context.substituted(line.value, line), variants.length, context));
      streamInf = undefined;
      continue;
    }
    if (context.takeCommonTag(line)) continue;
    switch (line.tag) {
      case "EXT-X-STREAM-INF":
        dropStreamInf();
        streamInf = line;
        break;
      case "EXT-X-I-FRAME-STREAM-INF": {
        const uri = context.attributes(line).get("URI");
        if (uri !== undefined) iFrameVariants.push(readVariant(line, uri, iFrameVariants.length, context));
        break;
      }
      case "EXT-X-MEDIA": {
        const rendition = readRendition(line, renditions.length, context);
        if (rendition !== undefined) renditions.push(rendition);
        break;
      }
      case "EXT-X-SESSION-KEY":
        sessionKeys.push(readSessionKey(line, sessionKeys, context));
        break;
      case "EXT-X-CONTENT-STEERING": {
        const attributes = context.attributes(line);
        const uri = attributes.get("SERVER-URI");
        if (uri !== undefined) {
          contentSteering = { serverUrl: context.resolve(uri), pathwayId: attributes.get("PATHWAY-ID") };
        }
        break;
      }
    }
  }
  dropStreamInf();
  judgeGroups(variants, renditions, context);
  return {
    kind: "multivariant",
    url: context.url,
    text,
    version: context.version,
    isIndependentSegments: context.isIndependentSegments,
    variables: context.variables,
    variants,
    renditions,
    iFrameVariants,
    sessionKeys,
    contentSteering,
  };
}

function readVariant(line: PlaylistLine, uri: string, index: number, context: PlaylistContext): Variant {
  const attributes = context.attributes(line);
  const bandwidth = integerAttribute(attributes, "BANDWIDTH");
  if (bandwidth === undefined) {
    const written = attributes.get("BANDWIDTH");
    const found = written === undefined ? "is missing" : `is “${written}” and must be a whole number`;
    const message = `BANDWIDTH ${found}: it is required, and without it nothing can be chosen or estimated by bit rate.`;
    context.problem("missing-bandwidth", "error", message, line);
  }
  return {
    index,
    uri,
    url: context.resolve(uri),
    bandwidth,
    averageBandwidth: integerAttribute(attributes, "AVERAGE-BANDWIDTH"),
    codecs: listAttribute(attributes, "CODECS"),
    supplementalCodecs: listAttribute(attributes, "SUPPLEMENTAL-CODECS"),
    resolution: resolutionAttribute(attributes),
    frameRate: numberAttribute(attributes, "FRAME-RATE"),
    videoRange: attributes.get("VIDEO-RANGE"),
    score: numberAttribute(attributes, "SCORE"),
    audioGroup: attributes.get("AUDIO"),
    videoGroup: attributes.get("VIDEO"),
    subtitlesGroup: attributes.get("SUBTITLES"),
    // CLOSED-CAPTIONS=NONE names no group.
    closedCaptionsGroup: attributes.get("CLOSED-CAPTIONS") === "NONE" ? undefined : attributes.get("CLOSED-CAPTIONS"),
    stableVariantId: attributes.get("STABLE-VARIANT-ID"),
    pathwayId: attributes.get("PATHWAY-ID"),
    hdcpLevel: attributes.get("HDCP-LEVEL"),
    requiredVideoLayout: attributes.get("REQ-VIDEO-LAYOUT"),
    allowedCpc: attributes.get("ALLOWED-CPC"),
    range: line.range,
    line: line.line,
  };
}

function readRendition(line: PlaylistLine, index: number, context: PlaylistContext): Rendition | undefined {
  const attributes = context.attributes(line);
  const type = renditionTypes.find((one) => one === attributes.get("TYPE"));
  const groupId = attributes.get("GROUP-ID");
  const name = attributes.get("NAME");
  const missing = [type === undefined && "TYPE", groupId === undefined && "GROUP-ID", name === undefined && "NAME"];
  if (type === undefined || groupId === undefined || name === undefined) {
    const names = missing.filter((one) => one !== false).join(", ");
    context.problem("syntax", "error", `EXT-X-MEDIA has no usable ${names}: the rendition is lost.`, line);
    return undefined;
  }
  const uri = attributes.get("URI");
  if (type === "SUBTITLES" && uri === undefined) {
    context.problem("syntax", "error", `The subtitles “${name}” have no URI, which SUBTITLES requires.`, line);
  }
  if (type === "CLOSED-CAPTIONS" && uri !== undefined) {
    context.problem("syntax", "error", `CLOSED-CAPTIONS may have no URI: captions are inside of the video.`, line);
  }
  const isDefault = isYes(attributes, "DEFAULT");
  if (isDefault && attributes.get("AUTOSELECT") === "NO") {
    const message = `“${name}” has DEFAULT=YES and AUTOSELECT=NO: what is the default must be selectable automatically.`;
    context.problem("syntax", "error", message, line);
  }
  return {
    index,
    type,
    groupId,
    name,
    language: attributes.get("LANGUAGE"),
    assocLanguage: attributes.get("ASSOC-LANGUAGE"),
    isDefault,
    isAutoselect: isYes(attributes, "AUTOSELECT") || isDefault,
    isForced: isYes(attributes, "FORCED"),
    uri,
    url: uri === undefined ? undefined : context.resolve(uri),
    characteristics: listAttribute(attributes, "CHARACTERISTICS") ?? [],
    channels: attributes.get("CHANNELS")?.split("/"),
    sampleRate: integerAttribute(attributes, "SAMPLE-RATE"),
    instreamId: attributes.get("INSTREAM-ID"),
    stableRenditionId: attributes.get("STABLE-RENDITION-ID"),
    bandwidth: integerAttribute(attributes, "BANDWIDTH"),
    range: line.range,
    line: line.line,
  };
}

function readSessionKey(line: PlaylistLine, before: readonly Key[], context: PlaylistContext): Key {
  const key = context.key(line);
  if (key.method === "NONE" || key.method === "") {
    const message = `METHOD of EXT-X-SESSION-KEY is ${key.method === "" ? "missing" : "NONE"}: a key that is announced must have a method.`;
    context.problem("session-key-method-none", "error", message, line);
  }
  const isSame = (other: Key) =>
    other.method === key.method &&
    other.uri === key.uri &&
    other.iv === key.iv &&
    other.keyFormat === key.keyFormat &&
    other.keyFormatVersions === key.keyFormatVersions;
  const twin = before.find(isSame);
  if (twin !== undefined) {
    const message = `This EXT-X-SESSION-KEY says the same as line ${twin.line}: each key may be announced once. Remove one.`;
    context.problem("session-key-duplicate", "error", message, line);
  }
  return key;
}

function isYes(attributes: Attributes, name: string): boolean {
  return attributes.get(name) === "YES";
}
