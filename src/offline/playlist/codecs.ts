const videoCodecs = /^(avc[1-4]|hvc1|hev1|dvh1|dvhe|dva1|dvav|av01|vp08|vp09|vp8|vp9|mp4v|dav1|mjpg|apco|apcn)(\.|$)/;
const audioCodecs = /^(mp4a|ac-3|ec-3|ac-4|alac|flac|opus|mp3|usac|apac)(\.|$)/i;

export function isVideoCodec(codec: string): boolean {
  return videoCodecs.test(codec);
}

export function isAudioCodec(codec: string): boolean {
  return audioCodecs.test(codec);
}

/** What stands before the first dot: the name of the sample entry. */
export function codecTag(codec: string): string {
  return codec.split(".", 1)[0] ?? codec;
}

/** By what a predicate may name a codec: the four characters, and the number that they are. */
export function formatIds(codec: string): readonly (number | string)[] {
  const names = new Set([codecTag(codec)]);
  const audioObject = /^mp4a\.40\.([0-9]+)/.exec(codec)?.[1];
  // CoreAudioTypes names AAC by its profile.
  if (codecTag(codec) === "mp4a") {
    names.add(audioObject === "5" ? "aach" : audioObject === "29" ? "aacp" : audioObject === "34" ? ".mp3" : "aac ");
  }
  if (codecTag(codec).toLowerCase() === "flac") names.add("flac");
  return [...names].flatMap((name) => [name, fourCharacterCode(name)]);
}

function fourCharacterCode(name: string): number {
  let code = 0;
  for (const character of name.padEnd(4).slice(0, 4)) code = code * 256 + (character.codePointAt(0) ?? 0);
  return code;
}

/** Audio that loses nothing: what `PrefersLosslessAudio` asks for. */
export function isLossless(codec: string): boolean {
  return /^(alac|flac)(\.|$)/i.test(codec);
}
