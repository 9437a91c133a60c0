/** The languages of the simulator's pages. */
export type Language = "zh" | "en";

/** One text of a page. */
export type Text = Readonly<Record<Language, string>>;

/** The `lang` parameter as the vendor's pages take it, else the browser's wish, else Chinese. */
export function readLanguage(query: URLSearchParams, acceptLanguage: string | undefined): Language {
  const wished = query.get("lang") || acceptLanguage?.split(",")[0] || "zh";
  return wished.toLowerCase().startsWith("en") ? "en" : "zh";
}
