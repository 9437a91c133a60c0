import type { Lang } from "packages/platform/lang.ts";

const NAMES: Readonly<Record<Lang, { name: string; tag: string }>> = {
  zh: { name: "中文", tag: "zh-CN" },
  en: { name: "English", tag: "en" },
};

/** Links to the same page in each language. `here` is the page's own path and query. */
export function LanguageSwitch(props: { lang: Lang; here: string }) {
  return (
    <nav class="languages" aria-label={props.lang === "zh" ? "语言" : "Language"}>
      {(["zh", "en"] as const).map((lang) =>
        lang === props.lang
          ? <span key={lang} lang={NAMES[lang].tag} aria-current="true">{NAMES[lang].name}</span>
          : (
            <a
              key={lang}
              lang={NAMES[lang].tag}
              hreflang={NAMES[lang].tag}
              href={inLang(props.here, lang)}
            >
              {NAMES[lang].name}
            </a>
          )
      )}
    </nav>
  );
}

// Built from the path alone, so that a `here` such as `//host/` cannot lead to another site.
function inLang(here: string, lang: Lang): string {
  const url = new URL(here.replace(/^[/\\]+/, "/"), "http://page.invalid");
  url.searchParams.set("lang", lang);
  return url.pathname.replace(/^\/+/, "/") + url.search;
}
