/** A page's language. */
export type Lang = "zh" | "en";

/** One text in every language of our pages. */
export type Text = Readonly<Record<Lang, string>>;

const COOKIE_LIFETIME_SECONDS = 365 * 24 * 60 * 60;

/**
 * The language of an answer: `?lang`, then the cookie `lang` (or `__Host-lang`), then Accept-Language (RFC 9110 section
 * 12.5.4): the first language that we have, and English for people who read only others.
 * @param fallback for a request that names no language; default: Chinese, the language of our pages
 */
export function pickLang(request: Request, fallback: Lang = "zh"): Lang {
  return askedLang(request) ?? cookieLang(request.headers.get("cookie") ?? "") ??
    acceptedLang(request.headers.get("accept-language") ?? "") ?? fallback;
}

/** The language of the request's `?lang`, when we have it. */
export function askedLang(request: Request): Lang | undefined {
  // Most URLs need not be parsed.
  if (!request.url.includes("lang=")) return undefined;
  return parseLang(new URL(request.url).searchParams.get("lang") ?? "");
}

/**
 * The Set-Cookie value that keeps a language for a year.
 * With `secure` (an https `PUBLIC_URL`) the cookie is `__Host-lang` and Secure, like all our cookies.
 */
export function langCookie(lang: Lang, options: { secure: boolean }): string {
  const attributes = `Path=/; Max-Age=${COOKIE_LIFETIME_SECONDS}; HttpOnly; SameSite=Lax`;
  return options.secure
    ? `__Host-lang=${lang}; ${attributes}; Secure`
    : `lang=${lang}; ${attributes}`;
}

function cookieLang(header: string): Lang | undefined {
  const value = /(?:^|;\s*)(?:__Host-)?lang=([^;]*)/.exec(header)?.[1];
  return parseLang(value ?? "");
}

/** Undefined when the header names no language. `*` names none. */
function acceptedLang(header: string): Lang | undefined {
  const tags = header.split(",").map((range) => {
    const [tag = "", ...parameters] = range.trim().toLowerCase().split(/\s*;\s*/);
    const quality = parameters.find((parameter) => parameter.startsWith("q="));
    return { tag, weight: quality ? Number(quality.slice(2)) : 1 };
  }).filter(({ tag, weight }) => /^[a-z]{1,8}(?:-|$)/.test(tag) && weight > 0)
    .sort((a, b) => b.weight - a.weight);
  const ours = tags.map(({ tag }) => parseLang(tag)).find((lang) => lang !== undefined);
  return ours ?? (tags.length > 0 ? "en" : undefined);
}

/** The language of a tag such as `en-GB`, if we have it. */
export function parseLang(tag: string): Lang | undefined {
  const primary = tag.toLowerCase().split("-")[0];
  return primary === "zh" || primary === "en" ? primary : undefined;
}
