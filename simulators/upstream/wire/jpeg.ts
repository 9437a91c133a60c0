/** Standard Huffman table for DC coefficients (ITU-T T.81, table K.3): code lengths, then the values. */
const DC_LENGTHS = [0, 1, 5, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0];
const DC_VALUES = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11];
/** The codes that belong to the values, as bits. */
const DC_CODES = ["00", "010", "011", "100", "101", "110", "1110", "11110", "111110", "1111110"];
/** With this table the end of a block is one bit, 0. No block has AC coefficients. */
const AC_LENGTHS = [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
const END_OF_BLOCK = "0";

/**
 * A grey JPEG of one colour per square: each square is one block of 8 × 8 pixels, so that only its mean has to be
 * written (ITU-T T.81, baseline).
 * @param rows the squares; true is black
 */
export function encodeJpeg(rows: readonly (readonly boolean[])[]): Uint8Array<ArrayBuffer> {
  const height = rows.length * 8;
  const width = (rows[0]?.length ?? 0) * 8;
  const segment = (marker: number, bytes: number[]) => [
    ...[0xff, marker],
    ...word(bytes.length + 2),
    ...bytes,
  ];
  return new Uint8Array([
    ...[0xff, 0xd8],
    ...segment(0xe0, [0x4a, 0x46, 0x49, 0x46, 0, 1, 1, 0, 0, 1, 0, 1, 0, 0]),
    // All quantisation steps are 8, so a block's coefficient is its mean minus 128.
    ...segment(0xdb, [0, ...Array<number>(64).fill(8)]),
    ...segment(0xc0, [8, ...word(height), ...word(width), 1, 1, 0x11, 0]),
    ...segment(0xc4, [0x00, ...DC_LENGTHS, ...DC_VALUES]),
    ...segment(0xc4, [0x10, ...AC_LENGTHS, 0]),
    ...segment(0xda, [1, 1, 0x00, 0, 63, 0]),
    ...encodeSquares(rows.flat()),
    ...[0xff, 0xd9],
  ]);
}

function word(value: number): number[] {
  return [value >> 8, value & 0xff];
}

function encodeSquares(squares: readonly boolean[]): number[] {
  let before = 0;
  let bits = "";
  for (const isBlack of squares) {
    const mean = isBlack ? -128 : 127;
    bits += writeDifference(mean - before) + END_OF_BLOCK;
    before = mean;
  }
  const bytes: number[] = [];
  for (let at = 0; at < bits.length; at += 8) {
    const byte = parseInt(bits.slice(at, at + 8).padEnd(8, "1"), 2);
    bytes.push(byte, ...byte === 0xff ? [0] : []);
  }
  return bytes;
}

/** A DC difference: the code of its length in bits, then these bits; negative ones are written as one's complement. */
function writeDifference(difference: number): string {
  if (difference === 0) return DC_CODES[0]!;
  const length = Math.abs(difference).toString(2).length;
  const value = difference > 0 ? difference : difference + (1 << length) - 1;
  return DC_CODES[length]! + value.toString(2).padStart(length, "0");
}
