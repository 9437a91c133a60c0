import type { Lang, Text } from "packages/platform/lang.ts";
import { Card } from "packages/ui/card.tsx";
import type { PageError } from "simulators/wecom/pages/page_error.ts";

const title: Text = { zh: "无法继续", en: "Cannot continue" };

/** The page's title. */
export const errorPageTitle: Text = title;

/** What WeCom shows instead of the page when its parameters are wrong. */
export function ErrorPage({ lang, error }: { lang: Lang; error: PageError }) {
  return (
    <Card heading={title[lang]} lead={error.text[lang]}>
      {error.code !== undefined && (
        <p>
          {lang === "zh" ? "错误码" : "Code"} <code>{error.code}</code>
        </p>
      )}
    </Card>
  );
}
