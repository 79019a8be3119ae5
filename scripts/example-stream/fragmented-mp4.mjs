// Fragmented MP4 (ISO/IEC 14496-12): an init section, and segments of one fragment.

/** @typedef {{ width: number, height: number, sps: Buffer, pps: Buffer }} VideoTrack */
/** @typedef {{ channels: number, sampleRate: number, config: Buffer }} AudioTrack */

/** @param {number} timescale @param {{ video: VideoTrack } | { audio: AudioTrack }} track */
export function initSection(timescale, track) {
  const video = "video" in track ? track.video : undefined;
  const entry = "video" in track ? videoEntry(track.video) : audioEntry(track.audio);
  const matrix = [0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000];
  const [width, height] = [video?.width ?? 0, video?.height ?? 0];
  const none = u32(0);
  return Buffer.concat([
    box("ftyp", Buffer.from("iso6"), u32(0), Buffer.from("iso6mp41")),
    box(
      "moov",
      full("mvhd", 0, u32(0, 0, timescale, 0, 0x10000), u16(0x100, 0), u32(0, 0, ...matrix, 0, 0, 0, 0, 0, 0, 2)),
      box(
        "trak",
        full(
          "tkhd",
          3,
          u32(0, 0, 1, 0, 0, 0, 0),
          u16(0, 0, video ? 0 : 0x100, 0),
          u32(...matrix, width << 16, height << 16),
        ),
        box(
          "mdia",
          full("mdhd", 0, u32(0, 0, timescale, 0), u16(0x55c4, 0)),
          full("hdlr", 0, u32(0), Buffer.from(video ? "vide" : "soun"), u32(0, 0, 0), Buffer.from("\0")),
          box(
            "minf",
            video ? full("vmhd", 1, u16(0, 0, 0, 0)) : full("smhd", 0, u16(0, 0)),
            box("dinf", full("dref", 0, u32(1), full("url ", 1))),
            box(
              "stbl",
              full("stsd", 0, u32(1), entry),
              full("stts", 0, none),
              full("stsc", 0, none),
              full("stsz", 0, u32(0, 0)),
              full("stco", 0, none),
            ),
          ),
        ),
      ),
      box("mvex", full("trex", 0, u32(1, 1, 0, 0, 0))),
    ),
  ]);
}

/**
 * @param {number} sequence from 1 @param {bigint} startTime @param {number} duration of each sample
 * @param {readonly { data: Buffer, isSync: boolean }[]} samples
 */
export function mediaSegment(sequence, startTime, duration, samples) {
  const time = Buffer.alloc(8);
  time.writeBigUInt64BE(startTime);
  const rows = samples.flatMap(({ data, isSync }) => [data.length, isSync ? 0x02000000 : 0x01010000]);
  const fragment = (/** @type {number} */ offset) =>
    box(
      "moof",
      full("mfhd", 0, u32(sequence)),
      box(
        "traf",
        full("tfhd", 0x020008, u32(1, duration)),
        full("tfdt", 0x01000000, time),
        full("trun", 0x000601, u32(samples.length, offset, ...rows)),
      ),
    );
  const head = fragment(fragment(0).length + 8);
  return Buffer.concat([
    box("styp", Buffer.from("msdh"), u32(0), Buffer.from("msdhmsix")),
    head,
    box("mdat", ...samples.map(({ data }) => data)),
  ]);
}

/** @param {VideoTrack} track */
function videoEntry({ width, height, sps, pps }) {
  const configuration = Buffer.concat([
    Buffer.from([1, sps[1] ?? 0, sps[2] ?? 0, sps[3] ?? 0, 0xff, 0xe1]),
    u16(sps.length),
    sps,
    Buffer.from([1]),
    u16(pps.length),
    pps,
  ]);
  return box(
    "avc1",
    u16(0, 0, 0, 1),
    u32(0, 0, 0, 0),
    u16(width, height),
    u32(0x480000, 0x480000, 0),
    u16(1),
    Buffer.alloc(32),
    u16(24, 0xffff),
    box("avcC", configuration),
  );
}

/** @param {AudioTrack} track */
function audioEntry({ channels, sampleRate, config }) {
  const specific = descriptor(5, config);
  const decoder = descriptor(4, Buffer.from([0x40, 0x15, 0, 0, 0]), u32(0, 0), specific);
  const stream = descriptor(3, u16(1), Buffer.from([0]), decoder, descriptor(6, Buffer.from([2])));
  return box(
    "mp4a",
    u16(0, 0, 0, 1),
    u32(0, 0),
    u16(channels, 16),
    u32(0, sampleRate * 65536),
    full("esds", 0, stream),
  );
}

/** @param {number} tag @param {Buffer[]} parts */
function descriptor(tag, ...parts) {
  const content = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([tag, content.length]), content]);
}

/** @param {string} type @param {Buffer[]} parts */
function box(type, ...parts) {
  const content = Buffer.concat(parts);
  return Buffer.concat([u32(content.length + 8), Buffer.from(type, "latin1"), content]);
}

/** With version and flags. @param {string} type @param {number} flags @param {Buffer[]} parts */
function full(type, flags, ...parts) {
  return box(type, u32(flags), ...parts);
}

/** @param {number[]} values */
function u32(...values) {
  const buffer = Buffer.alloc(values.length * 4);
  for (const [index, value] of values.entries()) buffer.writeUInt32BE(value >>> 0, index * 4);
  return buffer;
}

/** @param {number[]} values */
function u16(...values) {
  const buffer = Buffer.alloc(values.length * 2);
  for (const [index, value] of values.entries()) buffer.writeUInt16BE(value, index * 2);
  return buffer;
}
