import type { Child } from "hono/jsx";
import { usePage } from "packages/ui/page_frame.ts";

/** Props of {@link Document}. */
export interface DocumentProps {
  title: string;
  /** Names of built module scripts of the service, such as `login_client.js`. */
  scripts?: readonly string[];
  bodyClass: string;
  children?: Child;
}

// Our own mark as a data URL: no extra request, and `img-src data:` allows it.
const ICON = "data:image/svg+xml," + encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="#3b51b5"/>' +
    '<path d="M8 13V8h5M19 8h5v5M24 19v5h-5M13 24H8v-5" fill="none" stroke="#fff" stroke-width="2.5" stroke-linecap="round" stroke-linejoin="round"/>' +
    '<rect x="13" y="13" width="6" height="6" rx="1.5" fill="#fff"/></svg>',
);

/** A whole HTML document: the head that all pages share, and the caller's body. */
export function Document(props: DocumentProps) {
  const { lang, assetUrl } = usePage();
  return (
    <html lang={lang === "zh" ? "zh-CN" : "en"}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="robots" content="noindex" />
        <title>{props.title}</title>
        <link rel="icon" href={ICON} />
        <link rel="stylesheet" href={assetUrl("styles.css")} />
        {props.scripts?.map((script) => (
          <script key={script} type="module" src={assetUrl(script)}></script>
        ))}
      </head>
      <body class={props.bodyClass}>{props.children}</body>
    </html>
  );
}
