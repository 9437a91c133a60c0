import { type ConsoleFrame, ConsolePage } from "packages/ui/console/console_page.tsx";
import { EmptyState } from "packages/ui/console/empty_state.tsx";
import { CONSOLE_PATH, deployedParts } from "packages/catalog/catalog.ts";

const TEXTS = {
  title: { zh: "控制台", en: "Console" },
  lead: { zh: "这个部署里可以查看和处理的内容。", en: "What this deployment lets you see and do." },
  empty: { zh: "这里还没有内容", en: "There is nothing here yet" },
  emptyNext: {
    zh: "部署 callback 或 ai-reply，并在 COMPONENTS 中列出它们。",
    en: "Deploy callback or ai-reply, and list them in COMPONENTS.",
  },
};

/** `/console`: the parts that are deployed, with one line each. */
export function ConsoleHomePage(frame: ConsoleFrame) {
  const { lang } = frame;
  const parts = deployedParts(frame.components);
  return (
    <ConsolePage {...frame} part={CONSOLE_PATH} title={TEXTS.title[lang]} lead={TEXTS.lead[lang]}>
      {parts.length === 0
        ? <EmptyState title={TEXTS.empty[lang]}>{TEXTS.emptyNext[lang]}</EmptyState>
        : (
          <ul class="console-parts">
            {parts.map(({ path, label, detail }) => (
              <li key={path} class="card">
                <a class="row-link" href={path}>{label[lang]}</a>
                <span class="row-detail">{detail[lang]}</span>
              </li>
            ))}
          </ul>
        )}
    </ConsolePage>
  );
}
