// A grey picture in H.264, written bit by bit: the first picture of a second is coded, the others skip every macroblock.
// What is missing to the bit rate that a variant declares is filler data, which decoders pass over.
import { BitWriter } from "./bit-writer.mjs";

export const framesPerSecond = 10;

/** @typedef {{ width: number, height: number }} Size */

/** @param {Size} size */
export function parameterSets({ width, height }) {
  const [columns, rows] = [Math.ceil(width / 16), Math.ceil(height / 16)];
  const sps = new BitWriter()
    .bits(66, 8) // profile_idc: Baseline
    .bits(0xc0, 8) // constraint_set0_flag and constraint_set1_flag
    .bits(31, 8) // level_idc
    .ue(0) // seq_parameter_set_id
    .ue(0) // log2_max_frame_num_minus4
    .ue(2) // pic_order_cnt_type: output order is decoding order
    .ue(1) // max_num_ref_frames
    .bits(0, 1) // gaps_in_frame_num_value_allowed_flag
    .ue(columns - 1)
    .ue(rows - 1)
    .bits(1, 1) // frame_mbs_only_flag
    .bits(1, 1); // direct_8x8_inference_flag
  const [right, bottom] = [(columns * 16 - width) / 2, (rows * 16 - height) / 2];
  if (right + bottom === 0) sps.bits(0, 1);
  else sps.bits(1, 1).ue(0).ue(right).ue(0).ue(bottom);
  sps.bits(0, 1); // vui_parameters_present_flag
  const pps = new BitWriter()
    .ue(0)
    .ue(0)
    .bits(0, 2) // CAVLC, no field order
    .ue(0) // one slice group
    .ue(0)
    .ue(0)
    .bits(0, 3) // no weighted prediction
    .se(0)
    .se(0)
    .se(0)
    .bits(1, 1) // deblocking_filter_control_present_flag
    .bits(0, 2);
  return { sps: unit(0x67, sps), pps: unit(0x68, pps) };
}

/**
 * NAL units of one picture, without start codes.
 * @param {Size} size @param {number} index of the picture, from 0 @param {number} targetBytes
 */
export function picture(size, index, targetBytes) {
  const macroblocks = Math.ceil(size.width / 16) * Math.ceil(size.height / 16);
  const inSecond = index % framesPerSecond;
  const units = [Buffer.from([0x09, 0xf0])]; // access unit delimiter
  if (inSecond === 0) {
    const { sps, pps } = parameterSets(size);
    units.push(sps, pps, unit(0x65, codedSlice(macroblocks, Math.floor(index / framesPerSecond) % 2)));
  } else units.push(unit(0x41, skippedSlice(macroblocks, inSecond)));
  const missing = targetBytes - units.reduce((sum, { length }) => sum + length + 4, 0) - 6;
  if (missing > 0) units.push(Buffer.concat([Buffer.from([0x0c]), Buffer.alloc(missing, 0xff), Buffer.from([0x80])]));
  return units;
}

/** @param {number} macroblocks @param {number} idrPictureId */
function codedSlice(macroblocks, idrPictureId) {
  const slice = new BitWriter().ue(0).ue(7).ue(0).bits(0, 4).ue(idrPictureId).bits(0, 2).se(0).ue(1);
  // Intra 16x16, predicted from the mean of the neighbours, without a residual: grey next to nothing stays grey.
  for (let count = 0; count < macroblocks; count++) slice.ue(3).ue(0).se(0).bits(1, 1);
  return slice;
}

/** @param {number} macroblocks @param {number} frameNumber */
function skippedSlice(macroblocks, frameNumber) {
  return new BitWriter().ue(0).ue(5).ue(0).bits(frameNumber, 4).bits(0, 3).se(0).ue(1).ue(macroblocks);
}

/** @param {number} header @param {BitWriter} payload */
function unit(header, payload) {
  const raw = payload.bits(1, 1).align().bytes();
  /** @type {number[]} */
  const escaped = [];
  let zeros = 0;
  for (const byte of raw) {
    // Two zero bytes and a small one would look like a start code.
    if (zeros >= 2 && byte <= 3) {
      escaped.push(3);
      zeros = 0;
    }
    escaped.push(byte);
    zeros = byte === 0 ? zeros + 1 : 0;
  }
  return Buffer.from([header, ...escaped]);
}
