import {
  type AiBotMessage,
  type AiBotStreamRefresh,
  parseAiBotMessage,
} from "packages/wecom/callback/aibot_message.ts";
import { CallbackCryptoError } from "packages/wecom/callback/callback_crypto_error.ts";
import { type AppMessage, parseMessage } from "packages/wecom/callback/message.ts";
import type { CallbackApp } from "services/callback/receiving/callback_apps.ts";

/** A message or event that belongs in the inbox. */
export type InboxMessage =
  | { readonly kind: "app"; readonly message: AppMessage }
  | { readonly kind: "bot"; readonly message: Exclude<AiBotMessage, AiBotStreamRefresh> };

/** A parsed callback. `stream_refresh` is a question about an answer, so it is not stored. */
export type ReadMessage =
  | InboxMessage
  | { readonly kind: "stream_refresh"; readonly streamId: string }
  | { readonly kind: "unreadable"; readonly error: CallbackCryptoError };

/** Parses the decrypted text: JSON for an AI bot, XML for an app. */
export function readMessage({ kind }: CallbackApp, text: string): ReadMessage {
  try {
    if (kind !== "aibot") return { kind: "app", message: parseMessage(text) };
    const message = parseAiBotMessage(text);
    return message.kind === "stream"
      ? { kind: "stream_refresh", streamId: message.stream.id }
      : { kind: "bot", message };
  } catch (error) {
    if (!(error instanceof CallbackCryptoError)) throw error;
    return { kind: "unreadable", error };
  }
}
