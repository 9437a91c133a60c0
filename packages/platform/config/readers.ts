import { z } from "zod";

/** A TCP port. */
export const port = z.string().regex(/^\d{1,5}$/, "must be a port such as 3000").transform(Number)
  .refine((value) => value >= 1 && value <= 65_535, "must be between 1 and 65535");

/** A whole number from 0 to 999999999. */
export const count = z.string().regex(/^\d{1,9}$/, "must be a whole number from 0 to 999999999")
  .transform(Number);

/**
 * An http or https URL without query, fragment and user name. The result is as browsers send it: the host in lower case,
 * without the usual port. Slashes at the end are removed, so that paths can be appended.
 */
export const httpUrl = z.string().refine(
  isHttpUrl,
  "must be an http or https URL without query, fragment or user name, such as https://wecom.example.com",
).transform((url) => new URL(url).href.replace(/\/+$/, ""));

/** An http or https origin, without a path: for cookies, issuers and Origin checks. */
export const originUrl = httpUrl.refine(
  (url) => new URL(url).origin === url,
  "must be an origin without a path, such as https://wecom.example.com",
);

/** A key, secret or id that other systems give out: it has neither blanks nor letters that are not ASCII. */
export const credential = z.string({
  error: ({ input }) => input === undefined ? "is missing" : "must be a text in quotation marks",
}).trim().min(1, "must not be blank").regex(
  /^[!-~]+$/,
  "contains a blank or a letter that is not ASCII: copy only the value, once more",
);

/** A list separated by commas, also by those of Chinese keyboards. */
export const commaList = z.string().transform((text) =>
  text.split(/[,，、]/).map((part) => part.trim()).filter((part) => part !== "")
).refine((parts) => !parts.some((part) => /[\s;；]/.test(part)), "must be separated by commas");

function isHttpUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  return /^https?:$/.test(url.protocol) && url.search === "" && url.hash === "" &&
    url.username === "";
}
