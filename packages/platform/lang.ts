/** A page's language. */
export type Lang = "zh" | "en";

/** One text in every language of our pages. */
export type Text = Readonly<Record<Lang, string>>;

const COOKIE_LIFETIME_SECONDS = 365 * 24 * 60 * 60;

/**
 * The language of a page: `?lang`, then the cookie `lang` (or `__Host-lang`), then the first language of Accept-Language
 * that we have (RFC 9110 section 12.5.4), then Chinese.
 */
export function pickLang(request: Request): Lang {
  return askedLang(request) ?? cookieLang(request.headers.get("cookie") ?? "") ??
    acceptedLang(request.headers.get("accept-language") ?? "") ?? "zh";
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

function acceptedLang(header: string): Lang | undefined {
  const ranges = header.split(",").map((range) => {
    const [tag = "", ...parameters] = range.trim().toLowerCase().split(/\s*;\s*/);
    const quality = parameters.find((parameter) => parameter.startsWith("q="));
    return { lang: parseLang(tag), weight: quality ? Number(quality.slice(2)) : 1 };
  });
  return ranges.filter(({ lang, weight }) => lang !== undefined && weight > 0)
    .sort((a, b) => b.weight - a.weight)[0]?.lang;
}

/** The language of a tag such as `en-GB`, if we have it. */
export function parseLang(tag: string): Lang | undefined {
  const primary = tag.toLowerCase().split("-")[0];
  return primary === "zh" || primary === "en" ? primary : undefined;
}
