import { z } from "zod";

/** The Token of a callback. WeCom signs with it; with a blank Token every sender could sign. */
export const callbackToken = z.string().trim().min(1, "must not be blank");

/** The EncodingAESKey of a callback: 32 bytes as base64, without the last character. */
export const callbackAesKey = z.string().trim().regex(
  /^[A-Za-z0-9+/]{43}$/,
  "must be the 43 letters and digits that the WeCom console shows: copy it again",
);
