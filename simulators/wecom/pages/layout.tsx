import type { PropsWithChildren } from "hono/jsx";
import type { Language } from "simulators/wecom/pages/language.ts";

const texts = {
  name: { zh: "模拟器", en: "Simulator" },
  notice: {
    zh: "这里模拟企业微信，不是企业微信本身。",
    en: "This page stands in for WeCom. It is not WeCom.",
  },
} as const;

/** What every page needs around its content. */
export interface LayoutProps {
  language: Language;
  title: string;
  publicUrl: string;
  /** The page's own address, path and query, in the other language. */
  otherLanguageUrl: string;
  /** One column as on a phone, two as on a login page, or one wide column to read. */
  columns: "one" | "two" | "wide";
}

/** The page's frame, with the banner that keeps anybody from taking it for WeCom. */
export function Layout(props: PropsWithChildren<LayoutProps>) {
  const { language, title, publicUrl, otherLanguageUrl, columns, children } = props;
  return (
    <html lang={language === "zh" ? "zh-CN" : "en"}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>{`${title} · ${texts.name[language]}`}</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href={`${publicUrl}/_assets/simulator.css`} />
      </head>
      <body>
        <header class="banner">
          <strong>{texts.name[language]}</strong>
          <span>{texts.notice[language]}</span>
          <a href={otherLanguageUrl} lang={language === "zh" ? "en" : "zh-CN"}>
            {language === "zh" ? "English" : "中文"}
          </a>
        </header>
        <main class={columns}>{children}</main>
      </body>
    </html>
  );
}
