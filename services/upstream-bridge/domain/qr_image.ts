import { Buffer } from "node:buffer";

/** Larger pictures are refused. */
const BYTES_MAX = 512 * 1024;

/** The types of pictures, by the first bytes. */
const SIGNATURES = [
  ["image/jpeg", [0xff, 0xd8, 0xff]],
  ["image/png", [0x89, 0x50, 0x4e, 0x47]],
  ["image/gif", [0x47, 0x49, 0x46, 0x38]],
  ["image/webp", [0x52, 0x49, 0x46, 0x46]],
] as const;

/** A picture and its type. */
export interface QrImage {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly contentType: string;
}

/** The picture of a data URI, its type from its first bytes. Undefined: there is no picture that may be shown. */
export function readQrImage(dataUri: string): QrImage | undefined {
  const base64 = /^data:image\/[a-z+.-]+;base64,([A-Za-z0-9+/=]+)$/.exec(dataUri)?.[1];
  if (base64 === undefined || base64.length > BYTES_MAX * 4 / 3 + 4) return undefined;
  const bytes = new Uint8Array(Buffer.from(base64, "base64"));
  const type = SIGNATURES.find(([, first]) => first.every((byte, at) => bytes[at] === byte));
  return type && { bytes, contentType: type[0] };
}
