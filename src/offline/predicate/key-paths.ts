/** Key paths of AVAssetVariant that a predicate can compare. */
export const variantKeyPaths = [
  "peakBitRate",
  "averageBitRate",
  "videoAttributes",
  "videoAttributes.videoRange",
  "videoAttributes.codecTypes",
  "videoAttributes.presentationSize",
  "videoAttributes.nominalFrameRate",
  "audioAttributes",
  "audioAttributes.formatIDs",
  "url",
] as const;

export type VariantKeyPath = (typeof variantKeyPaths)[number];

export function isVariantKeyPath(path: string): path is VariantKeyPath {
  return variantKeyPaths.some((known) => known === path);
}

/** Why a key path cannot be used; undefined where it can. */
export function keyPathProblem(path: string): string | undefined {
  if (isVariantKeyPath(path)) return undefined;
  const side = /^(?:videoAttributes\.)?presentationSize\.(width|height)$/.exec(path)?.[1];
  if (side !== undefined) {
    const name = side === "width" ? "presentationWidth" : "presentationHeight";
    return `presentationSize is a CGSize, into which a predicate cannot look: use a qualifier with ${name} instead.`;
  }
  if (/channelCount|isBinaural|isImmersive|isDownmix|sampleRate/.test(path)) {
    return `“${path}” belongs to a media selection option and not to the variant: use a qualifier with channelCount, audioSampleRate, binauralAudio, immersiveAudio or downmixAudio instead.`;
  }
  const meant = variantKeyPaths.find(
    (known) => known.toLowerCase() === path.toLowerCase() || known.endsWith(`.${path}`) || known === `${path}s`,
  );
  const advice = meant === undefined ? `There are ${variantKeyPaths.join(", ")}.` : `Did you mean ${meant}?`;
  return `AVAssetVariant has no key path “${path}”: evaluating it raises an exception. ${advice}`;
}
