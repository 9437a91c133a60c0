import type { Lang } from "packages/platform/lang.ts";

const TEXTS = {
  pages: { zh: "翻页", en: "Pages" },
  first: { zh: "回到最新", en: "Back to the latest" },
  next: { zh: "更早的", en: "Earlier" },
};

export interface PagingProps {
  lang: Lang;
  /** This page's path and query; all of it but `cursor` stays. */
  here: string;
  /** Where the next page begins; absent on the last one. */
  nextCursor?: string | undefined;
}

/** The way through a list by cursor: on to earlier rows, and back to the first page. Nothing when all is on one page. */
export function Paging({ lang, here, nextCursor }: PagingProps) {
  const isFirst = !parse(here).searchParams.has("cursor");
  if (isFirst && nextCursor === undefined) return null;
  return (
    <nav class="paging" aria-label={TEXTS.pages[lang]}>
      {!isFirst && <a href={withCursor(here, undefined)}>{TEXTS.first[lang]}</a>}
      {nextCursor !== undefined && (
        <a rel="next" href={withCursor(here, nextCursor)}>{TEXTS.next[lang]}</a>
      )}
    </nav>
  );
}

function withCursor(here: string, cursor: string | undefined): string {
  const url = parse(here);
  if (cursor === undefined) url.searchParams.delete("cursor");
  else url.searchParams.set("cursor", cursor);
  return url.pathname.replace(/^\/+/, "/") + url.search;
}

function parse(here: string): URL {
  return new URL(here.replace(/^[/\\]+/, "/"), "http://page.invalid");
}
