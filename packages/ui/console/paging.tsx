import { usePage } from "packages/ui/page_frame.ts";

const TEXTS = {
  pages: { zh: "翻页", en: "Pages" },
  first: { zh: "回到最新", en: "Back to the latest" },
  next: { zh: "更早的", en: "Earlier" },
};

/** Props of {@link Paging}. */
export interface PagingProps {
  /** The cursor of the next page; absent on the last one. */
  nextCursor?: string | null | undefined;
  /** A parameter that belongs to this page alone: the links leave it out. */
  without?: string;
}

/** Links through a list by cursor: to earlier rows, and back to the first page. Nothing when all rows are on one page. */
export function Paging({ nextCursor, without }: PagingProps) {
  const { lang, here } = usePage();
  const isFirst = !parse(here).searchParams.has("cursor");
  const hasNext = nextCursor !== undefined && nextCursor !== null;
  if (isFirst && !hasNext) return null;

  const linkTo = (cursor?: string) => {
    const url = parse(here);
    if (without !== undefined) url.searchParams.delete(without);
    if (cursor === undefined) url.searchParams.delete("cursor");
    else url.searchParams.set("cursor", cursor);
    return url.pathname.replace(/^\/+/, "/") + url.search;
  };
  return (
    <nav class="paging" aria-label={TEXTS.pages[lang]}>
      {!isFirst && <a href={linkTo()}>{TEXTS.first[lang]}</a>}
      {hasNext && <a rel="next" href={linkTo(nextCursor)}>{TEXTS.next[lang]}</a>}
    </nav>
  );
}

function parse(here: string): URL {
  return new URL(here.replace(/^[/\\]+/, "/"), "http://page.invalid");
}
