import { Buffer } from "node:buffer";
import { drawQrImage } from "simulators/upstream/wire/qr_image.ts";

interface Qr {
  readonly key: string;
  readonly fileName: string;
}

/** What a QR code contains: the simulated phone, with its instance chosen. */
export function qrText(publicUrl: string, { key }: Pick<Qr, "key">): string {
  return `${publicUrl}/?qr=${key}`;
}

/** A QR code as answers have it: its picture as an address and as base64, its lifetime and its key. */
export function describeQr(
  { publicUrl, settings, now }: {
    publicUrl: string;
    settings: { qrTtlSeconds: number };
    now: () => number;
  },
  qr: Qr,
) {
  return {
    qrcode: `${publicUrl}/${qr.fileName}.png?time=${now()}0000`,
    qrcode_data: Buffer.from(drawQrImage(qrText(publicUrl, qr))).toString("base64"),
    Ttl: settings.qrTtlSeconds,
    Key: qr.key,
  };
}
