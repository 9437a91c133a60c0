import type { Account } from "services/upstream-bridge/accounts/account_store.ts";
import type { QrCode } from "services/upstream-bridge/domain/account.ts";
import { bridgeError } from "services/upstream-bridge/errors.ts";

/** The QR code of an account, while it is valid. @throws AppError 409 */
export function requireQr({ record: { qr, state } }: Account, now: number): QrCode {
  if (qr !== null && qr.expiresAt > now) return qr;
  throw bridgeError("bridge_wrong_state", {
    detail: `There is no valid QR code; the state is ${state}. Start the account, or get a QR code`,
  });
}

/** The picture of a QR code as a data URI, or else its address at the upstream. */
export function describeQrImage({ image }: QrCode) {
  const isPicture = image.startsWith("data:");
  return { qrcodeData: isPicture ? image : null, qrcodeUrl: isPicture ? null : image };
}

/** A QR code as the seed answers it. */
export function describeSeedQr(qr: QrCode) {
  return {
    qrcode: qr.image,
    qrcodeKey: qr.key,
    qrcodeData: describeQrImage(qr).qrcodeData,
    expiresAt: new Date(qr.expiresAt).toISOString(),
  };
}
