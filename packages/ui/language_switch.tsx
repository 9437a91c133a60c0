import type { Lang } from "packages/platform/lang.ts";
import { usePage } from "packages/ui/page_frame.ts";

const NAMES: Readonly<Record<Lang, { name: string; tag: string }>> = {
  zh: { name: "中文", tag: "zh-CN" },
  en: { name: "English", tag: "en" },
};

/** Links to the same page in each language. */
export function LanguageSwitch() {
  const { lang: current, here } = usePage();
  return (
    <nav class="languages" aria-label={current === "zh" ? "语言" : "Language"}>
      {(["zh", "en"] as const).map((lang) =>
        lang === current
          ? <span key={lang} lang={NAMES[lang].tag} aria-current="true">{NAMES[lang].name}</span>
          : (
            <a
              key={lang}
              lang={NAMES[lang].tag}
              hreflang={NAMES[lang].tag}
              href={inLang(here, lang)}
            >
              {NAMES[lang].name}
            </a>
          )
      )}
    </nav>
  );
}

// Built from the path alone, so that a path such as `//host/` cannot lead to another site.
function inLang(here: string, lang: Lang): string {
  const url = new URL(here.replace(/^[/\\]+/, "/"), "http://page.invalid");
  url.searchParams.set("lang", lang);
  return url.pathname.replace(/^\/+/, "/") + url.search;
}
