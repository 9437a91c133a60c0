import type { PropsWithChildren } from "hono/jsx";
import type { Language, Text } from "simulators/shared/language.ts";

const name: Text = { zh: "模拟器", en: "Simulator" };

/** What every page needs around its content. */
export interface LayoutProps {
  language: Language;
  title: string;
  /** What the simulator stands in for, as one sentence. */
  notice: string;
  publicUrl: string;
  /** The page's own address, path and query, in the other language. */
  otherLanguageUrl: string;
  /** One column as on a phone, two as on a login page, or one wide column to read. */
  columns: "one" | "two" | "wide";
  /** Address of the page's script, if it has one. */
  script: string | undefined;
}

/** The page's frame, with the banner that keeps anybody from taking it for the real thing. */
export function Layout(props: PropsWithChildren<LayoutProps>) {
  const { language, title, notice, publicUrl, otherLanguageUrl, columns, script, children } = props;
  return (
    <html lang={language === "zh" ? "zh-CN" : "en"}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>{`${title} · ${name[language]}`}</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href={`${publicUrl}/_assets/simulator.css`} />
        {script !== undefined && <script src={script} defer></script>}
      </head>
      <body>
        <header class="banner">
          <strong>{name[language]}</strong>
          <span>{notice}</span>
          <a href={otherLanguageUrl} lang={language === "zh" ? "en" : "zh-CN"}>
            {language === "zh" ? "English" : "中文"}
          </a>
        </header>
        <main class={columns}>{children}</main>
      </body>
    </html>
  );
}
