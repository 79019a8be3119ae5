// Writes the stream of the offline media example, the same on every computer: `node scripts/make-example-stream.mjs`.
// Six seconds of a grey picture and of silence, in valid H.264 and AAC that are written bit by bit; nobody else's media.
import { createCipheriv, createHash } from "node:crypto";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { initSection, mediaSegment } from "./example-stream/fragmented-mp4.mjs";
import { framesPerSecond, parameterSets, picture } from "./example-stream/grey-video.mjs";
import { audioSpecificConfig, samplesPerFrame, samplesPerSecond, silentFrame } from "./example-stream/silent-audio.mjs";
import { transportSegment } from "./example-stream/transport-stream.mjs";

const root = "examples/offline-media/server/harbour";
const segmentSeconds = 2;
const segmentCount = 3;
const totalSeconds = segmentSeconds * segmentCount;
const framesPerSegment = segmentSeconds * framesPerSecond;

/** @typedef {{ width: number, height: number }} Size */

rmSync(root, { recursive: true, force: true });

const sizes = {
  encrypted: { width: 480, height: 270 },
  low: { width: 640, height: 360 },
  middle: { width: 960, height: 540 },
  high: { width: 1280, height: 720 },
};
const video = [
  encryptedVariant("video-270p-aes", sizes.encrypted, 90_000),
  segmentVariant("video-360p", sizes.low, 180_000),
  byteRangeVariant("video-540p", sizes.middle, 360_000),
  fragmentedVariant("video-720p", sizes.high, 640_000),
];
const stereo = { en: audio("audio-en", 2, 64_000), de: audio("audio-de", 2, 64_000) };
const surround = audio("audio-en-surround", 6, 96_000);
audio("audio-de-surround", 6, 96_000);
subtitles("text-en", ["The harbour lies still.", "A ferry comes in.", "Nobody waits for it."]);
subtitles("text-de", ["Der Hafen liegt still.", "Eine Fähre legt an.", "Niemand wartet auf sie."]);

const lines = ["#EXTM3U", "#EXT-X-VERSION:7", "#EXT-X-INDEPENDENT-SEGMENTS", ""];
const media = (/** @type {string} */ attributes) => lines.push(`#EXT-X-MEDIA:${attributes}`);
media(
  'TYPE=AUDIO,GROUP-ID="stereo",NAME="English",LANGUAGE="en",DEFAULT=YES,AUTOSELECT=YES,CHANNELS="2",URI="audio-en/index.m3u8"',
);
media(
  'TYPE=AUDIO,GROUP-ID="stereo",NAME="Deutsch",LANGUAGE="de",AUTOSELECT=YES,CHANNELS="2",URI="audio-de/index.m3u8"',
);
media(
  'TYPE=AUDIO,GROUP-ID="surround",NAME="English",LANGUAGE="en",DEFAULT=YES,AUTOSELECT=YES,CHANNELS="6",URI="audio-en-surround/index.m3u8"',
);
media(
  'TYPE=AUDIO,GROUP-ID="surround",NAME="Deutsch",LANGUAGE="de",AUTOSELECT=YES,CHANNELS="6",URI="audio-de-surround/index.m3u8"',
);
media(
  'TYPE=SUBTITLES,GROUP-ID="text",NAME="English",LANGUAGE="en",DEFAULT=YES,AUTOSELECT=YES,URI="text-en/index.m3u8"',
);
media('TYPE=SUBTITLES,GROUP-ID="text",NAME="Deutsch",LANGUAGE="de",AUTOSELECT=YES,URI="text-de/index.m3u8"');
lines.push("");
for (const { name, size, average, peak } of video) {
  streamInf(name, size, "stereo", average + stereo.en.average, peak + stereo.en.peak);
}
streamInf(
  "video-720p",
  sizes.high,
  "surround",
  (video[3]?.average ?? 0) + surround.average,
  (video[3]?.peak ?? 0) + surround.peak,
);
write("master.m3u8", `${lines.join("\n")}\n`);

/** @param {string} name @param {Size} size @param {string} group @param {number} average @param {number} peak */
function streamInf(name, { width, height }, group, average, peak) {
  lines.push(
    `#EXT-X-STREAM-INF:BANDWIDTH=${peak},AVERAGE-BANDWIDTH=${average},CODECS="avc1.42C01F,mp4a.40.2",RESOLUTION=${width}x${height},FRAME-RATE=${framesPerSecond}.000,AUDIO="${group}",SUBTITLES="text",CLOSED-CAPTIONS=NONE`,
    `${name}/index.m3u8`,
  );
}

/** @param {string} name @param {Size} size @param {number} bitRate */
function segmentVariant(name, size, bitRate) {
  const segments = transportSegments(size, bitRate);
  for (const [index, data] of segments.entries()) write(`${name}/segment-${index}.ts`, data);
  write(
    `${name}/index.m3u8`,
    playlist(
      3,
      segments.flatMap((_, index) => [extinf(), `segment-${index}.ts`]),
    ),
  );
  return { name, size, ...rates(segments) };
}

/** One file, and sub-ranges of it. @param {string} name @param {Size} size @param {number} bitRate */
function byteRangeVariant(name, size, bitRate) {
  const segments = transportSegments(size, bitRate);
  write(`${name}/all.ts`, Buffer.concat(segments));
  let offset = 0;
  const entries = segments.flatMap(({ length }) => {
    const entry = [extinf(), `#EXT-X-BYTERANGE:${length}@${offset}`, "all.ts"];
    offset += length;
    return entry;
  });
  write(`${name}/index.m3u8`, playlist(4, entries));
  return { name, size, ...rates(segments) };
}

/** AES-128: the key is a file, the IV the media sequence number. @param {string} name @param {Size} size @param {number} bitRate */
function encryptedVariant(name, size, bitRate) {
  const key = createHash("sha256").update("the harbour's key").digest().subarray(0, 16);
  write(`${name}/harbour.key`, key);
  const segments = transportSegments(size, bitRate).map((data, index) => {
    const iv = Buffer.alloc(16);
    iv.writeUInt32BE(index, 12);
    const cipher = createCipheriv("aes-128-cbc", key, iv);
    return Buffer.concat([cipher.update(data), cipher.final()]);
  });
  for (const [index, data] of segments.entries()) write(`${name}/segment-${index}.ts`, data);
  const entries = segments.flatMap((_, index) => [extinf(), `segment-${index}.ts`]);
  write(`${name}/index.m3u8`, playlist(3, ['#EXT-X-KEY:METHOD=AES-128,URI="harbour.key"', ...entries]));
  return { name, size, ...rates(segments) };
}

/** @param {string} name @param {Size} size @param {number} bitRate */
function fragmentedVariant(name, size, bitRate) {
  write(`${name}/init.mp4`, initSection(90_000, { video: { ...size, ...parameterSets(size) } }));
  const bytesPerFrame = Math.round(bitRate / 8 / framesPerSecond);
  const segments = Array.from({ length: segmentCount }, (_, segment) => {
    const samples = Array.from({ length: framesPerSegment }, (_, frame) => {
      const index = segment * framesPerSegment + frame;
      const units = picture(size, index, bytesPerFrame).map((unit) => {
        const length = Buffer.alloc(4);
        length.writeUInt32BE(unit.length);
        return Buffer.concat([length, unit]);
      });
      return { data: Buffer.concat(units), isSync: index % framesPerSecond === 0 };
    });
    return mediaSegment(segment + 1, BigInt(segment * segmentSeconds * 90_000), 90_000 / framesPerSecond, samples);
  });
  for (const [index, data] of segments.entries()) write(`${name}/segment-${index}.m4s`, data);
  const entries = segments.flatMap((_, index) => [extinf(), `segment-${index}.m4s`]);
  write(`${name}/index.m3u8`, playlist(7, ['#EXT-X-MAP:URI="init.mp4"', ...entries]));
  return { name, size, ...rates(segments) };
}

/** @param {string} name @param {2 | 6} channels @param {number} bitRate */
function audio(name, channels, bitRate) {
  const config = audioSpecificConfig(channels);
  write(
    `${name}/init.mp4`,
    initSection(samplesPerSecond, { audio: { channels, sampleRate: samplesPerSecond, config } }),
  );
  const frame = silentFrame(channels, Math.round((bitRate / 8) * (samplesPerFrame / samplesPerSecond)));
  const frames = (/** @type {number} */ seconds) => Math.round((seconds * samplesPerSecond) / samplesPerFrame);
  /** @type {string[]} */
  const entries = [];
  const segments = Array.from({ length: segmentCount }, (_, index) => {
    const [first, end] = [frames(index * segmentSeconds), frames((index + 1) * segmentSeconds)];
    const samples = Array.from({ length: end - first }, () => ({ data: frame, isSync: true }));
    const data = mediaSegment(index + 1, BigInt(first * samplesPerFrame), samplesPerFrame, samples);
    write(`${name}/segment-${index}.m4s`, data);
    entries.push(extinf(((end - first) * samplesPerFrame) / samplesPerSecond), `segment-${index}.m4s`);
    return data;
  });
  write(`${name}/index.m3u8`, playlist(7, ['#EXT-X-MAP:URI="init.mp4"', ...entries], segmentSeconds + 1));
  return rates(segments);
}

/** @param {string} name @param {readonly string[]} texts */
function subtitles(name, texts) {
  const cues = texts.map((text, index) => `00:0${index * 2}.000 --> 00:0${index * 2 + 2}.000\n${text}\n`);
  write(`${name}/all.vtt`, ["WEBVTT", "X-TIMESTAMP-MAP=MPEGTS:90000,LOCAL:00:00:00.000", "", ...cues].join("\n"));
  write(`${name}/index.m3u8`, playlist(3, [extinf(totalSeconds), "all.vtt"], totalSeconds));
}

/** @param {Size} size @param {number} bitRate */
function transportSegments(size, bitRate) {
  const bytesPerFrame = Math.round(bitRate / 8 / framesPerSecond);
  return Array.from({ length: segmentCount }, (_, segment) =>
    transportSegment(
      Array.from({ length: framesPerSegment }, (_, frame) => {
        const index = segment * framesPerSegment + frame;
        const timestamp = 90_000 + (index * 90_000) / framesPerSecond;
        return { units: picture(size, index, bytesPerFrame), timestamp };
      }),
    ),
  );
}

/** Bits a second, as the multivariant playlist declares them. @param {readonly Buffer[]} segments */
function rates(segments) {
  const bits = segments.map(({ length }) => (length * 8) / segmentSeconds);
  return {
    average: Math.ceil(bits.reduce((sum, rate) => sum + rate, 0) / bits.length),
    peak: Math.ceil(Math.max(...bits)),
  };
}

/** @param {number} version @param {readonly string[]} entries @param {number} [target] */
function playlist(version, entries, target = segmentSeconds) {
  const head = ["#EXTM3U", `#EXT-X-VERSION:${version}`, `#EXT-X-TARGETDURATION:${target}`, "#EXT-X-PLAYLIST-TYPE:VOD"];
  return `${[...head, ...entries, "#EXT-X-ENDLIST"].join("\n")}\n`;
}

function extinf(seconds = segmentSeconds) {
  return `#EXTINF:${seconds.toFixed(5)},`;
}

/** @param {string} path @param {string | Buffer} data */
function write(path, data) {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, data);
}
