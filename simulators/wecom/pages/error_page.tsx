import type { Language, Text } from "simulators/shared/language.ts";
import type { PageError } from "simulators/wecom/pages/page_error.ts";

const title: Text = { zh: "无法继续", en: "This cannot go on" };

/** The page title, also for the browser's tab. */
export const errorPageTitle: Text = title;

/** What WeCom shows instead of the page when its parameters are wrong. */
export function ErrorPage({ language, error }: { language: Language; error: PageError }) {
  return (
    <section class="card">
      <h1>{title[language]}</h1>
      <p class="notice bad" role="alert">{error.text[language]}</p>
      {error.code !== undefined && (
        <p class="quiet">
          {language === "zh" ? "错误码" : "Code"} <code>{error.code}</code>
        </p>
      )}
    </section>
  );
}
