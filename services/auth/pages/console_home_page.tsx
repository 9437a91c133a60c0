import { ConsolePage } from "packages/ui/console/console_page.tsx";
import { EmptyState } from "packages/ui/console/empty_state.tsx";
import { CONSOLE_PATH, deployedParts } from "packages/catalog/catalog.ts";
import { usePage } from "packages/ui/page_frame.ts";

const TEXTS = {
  title: { zh: "控制台", en: "Console" },
  lead: {
    zh: "查看和处理会话、上游账号、消息与失败任务。",
    en: "View and manage conversations, accounts, messages and failed jobs.",
  },
  empty: { zh: "只部署了登录服务", en: "Only sign-in is deployed" },
  emptyNext: {
    zh: "部署 callback 或 ai-reply，并写入 COMPONENTS。",
    en: "Deploy callback or ai-reply, and add them to COMPONENTS.",
  },
};

/** `/console`: the deployed parts, with one line each. */
export function ConsoleHomePage() {
  const { lang, components } = usePage();
  const parts = deployedParts(components);
  const isAlone = components.every((name) => name === "auth");
  return (
    <ConsolePage part={CONSOLE_PATH} title={TEXTS.title[lang]} lead={TEXTS.lead[lang]}>
      <ul class="console-parts">
        {parts.map(({ path, label, detail }) => (
          <li key={path} class="card">
            <a class="row-link" href={path}>{label[lang]}</a>
            <span class="row-detail">{detail[lang]}</span>
          </li>
        ))}
      </ul>
      {isAlone && <EmptyState title={TEXTS.empty[lang]}>{TEXTS.emptyNext[lang]}</EmptyState>}
    </ConsolePage>
  );
}
