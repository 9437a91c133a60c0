import { createHmac, timingSafeEqual } from "node:crypto";

/** What a callback's address says about its account. */
export interface PushTokenSubject {
  /** A UUID. */
  readonly accountId: string;
  /** Counts the instances of the account; the address of an older one is recognised. */
  readonly generation: number;
}

const TOKEN = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.(0|[1-9][0-9]{0,8})\.([\w-]{43})$/;

/** The token of an account's callback address: `<account id>.<generation>.<HMAC-SHA256, base64url>`. */
export function createPushToken(secret: string, subject: PushTokenSubject): string {
  return `${payloadOf(subject)}.${sign(secret, subject)}`;
}

/** Reads a token, in a time that does not depend on its signature. Undefined: it is not ours. */
export function verifyPushToken(secret: string, token: string): PushTokenSubject | undefined {
  const parts = TOKEN.exec(token);
  if (parts === null) return undefined;
  const subject = { accountId: parts[1]!, generation: Number(parts[2]) };
  const isOurs = timingSafeEqual(Buffer.from(parts[3]!), Buffer.from(sign(secret, subject)));
  return isOurs ? subject : undefined;
}

function payloadOf({ accountId, generation }: PushTokenSubject): string {
  return `${accountId}.${generation}`;
}

function sign(secret: string, subject: PushTokenSubject): string {
  return createHmac("sha256", secret).update(payloadOf(subject)).digest("base64url");
}
