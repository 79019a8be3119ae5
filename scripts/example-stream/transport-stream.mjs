// MPEG-2 transport stream with one video stream (ISO/IEC 13818-1), 188 bytes a packet.
const packetBytes = 188;
const videoPid = 0x100;
const tablePid = 0x1000;

/**
 * One segment: tables, then a PES packet for each picture.
 * @param {{ units: readonly Buffer[], timestamp: number }[]} pictures timestamps at 90 kHz
 */
export function transportSegment(pictures) {
  const packets = [tablePacket(0, programAssociation()), tablePacket(tablePid, programMap())];
  let counter = 0;
  for (const { units, timestamp } of pictures) {
    const data = Buffer.concat(units.flatMap((unit) => [Buffer.from([0, 0, 0, 1]), unit]));
    let rest = Buffer.concat([pesHeader(timestamp), data]);
    for (let isFirst = true; rest.length > 0; isFirst = false) {
      // The clock reference stands at the beginning of each picture.
      const clock = isFirst ? clockReference(timestamp) : Buffer.alloc(0);
      const room = packetBytes - 4 - (isFirst ? 2 + clock.length : 0);
      const taken = rest.subarray(0, Math.min(room, rest.length));
      packets.push(mediaPacket(taken, clock, isFirst, counter++ % 16));
      rest = rest.subarray(taken.length);
    }
  }
  return Buffer.concat(packets);
}

/** @param {Buffer} payload @param {Buffer} clock @param {boolean} isFirst @param {number} counter */
function mediaPacket(payload, clock, isFirst, counter) {
  const stuffing = packetBytes - 4 - payload.length;
  const header = Buffer.from([0x47, (isFirst ? 0x40 : 0) | (videoPid >> 8), videoPid & 0xff, 0x10 | counter]);
  if (stuffing === 0) return Buffer.concat([header, payload]);
  header[3] = 0x30 | counter;
  const field = Buffer.alloc(stuffing, 0xff);
  field[0] = stuffing - 1;
  if (stuffing > 1) field[1] = clock.length > 0 ? 0x50 : 0; // random access, PCR
  clock.copy(field, 2);
  return Buffer.concat([header, field, payload]);
}

/** @param {number} timestamp */
function clockReference(timestamp) {
  const base = BigInt(timestamp - 9_000);
  const bits = (base << 15n) | (0x3fn << 9n);
  const field = Buffer.alloc(8);
  field.writeBigUInt64BE(bits);
  return field.subarray(2);
}

/** @param {number} timestamp */
function pesHeader(timestamp) {
  const stamp = Buffer.from([
    0x21 | (Math.floor(timestamp / 2 ** 30) << 1),
    (timestamp >> 22) & 0xff,
    ((timestamp >> 14) & 0xfe) | 1,
    (timestamp >> 7) & 0xff,
    ((timestamp << 1) & 0xfe) | 1,
  ]);
  return Buffer.concat([Buffer.from([0, 0, 1, 0xe0, 0, 0, 0x84, 0x80, 5]), stamp]);
}

function programAssociation() {
  return section(0x00, Buffer.from([0, 1, 0xc1, 0, 0, 0, 1, 0xe0 | (tablePid >> 8), tablePid & 0xff]));
}

function programMap() {
  const pid = [0xe0 | (videoPid >> 8), videoPid & 0xff];
  return section(0x02, Buffer.from([0, 1, 0xc1, 0, 0, ...pid, 0xf0, 0, 0x1b, ...pid, 0xf0, 0]));
}

/** @param {number} tableId @param {Buffer} body */
function section(tableId, body) {
  const length = body.length + 4;
  const content = Buffer.concat([Buffer.from([tableId, 0xb0 | (length >> 8), length & 0xff]), body]);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(checksum(content));
  return Buffer.concat([content, sum]);
}

/** @param {number} pid @param {Buffer} table */
function tablePacket(pid, table) {
  const packet = Buffer.alloc(packetBytes, 0xff);
  Buffer.from([0x47, 0x40 | (pid >> 8), pid & 0xff, 0x10, 0]).copy(packet);
  table.copy(packet, 5);
  return packet;
}

/** CRC-32 as MPEG-2 has it. @param {Buffer} data */
function checksum(data) {
  let crc = 0xffffffff;
  for (const byte of data) {
    crc ^= byte << 24;
    for (let bit = 0; bit < 8; bit++) crc = crc & 0x80000000 ? (crc << 1) ^ 0x04c11db7 : crc << 1;
  }
  return crc >>> 0;
}
