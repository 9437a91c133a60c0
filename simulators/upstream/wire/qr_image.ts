import { encode } from "uqr";
import { encodeJpeg } from "simulators/upstream/wire/jpeg.ts";

/** A QR code with this text as a JPEG, as the upstream has it although its URL ends with `.png`. */
export function drawQrImage(text: string): Uint8Array<ArrayBuffer> {
  return encodeJpeg(encode(text, { border: 4 }).data);
}
