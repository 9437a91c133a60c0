import type { Browser, Site } from "tests/support/browser.ts";
import { postConsoleForm } from "tests/support/console_callers.ts";

const LISTS = [
  "inbox",
  "dead-letters",
  "conversations",
  "users/wm-demo-1/history",
  "users/wm-demo-1",
];

/**
 * Sends requests of an operator that fail while they contain a private text: to the APIs and forms of messages, in
 * queries, paths and bodies. Reads every answer to its end.
 */
export async function leakMessage(site: Site, operator: Browser, text: string): Promise<void> {
  for (const list of LISTS) {
    const path = `/api/v1/${list}`;
    await finish(operator.fetch(`${path}?cursor=${text}&limit=${text}&refresh=${text}`));
    await finish(operator.fetch(`${path}/${text}?q=${text}`));
    await finish(operator.postJson(`${path}/${text}/replay`, { id: text }));
  }
  for (const body of [{ external_userid: text }, { content: { text } }, { text: [text] }]) {
    for (const path of ["simulate-customer-msg", "ai-responses", "users/wm-demo-1/notes"]) {
      await finish(operator.postJson(`/api/v1/${path}`, body));
    }
  }
  for (const path of ["/console/conversations", "/console/inbox/dead-letters"]) {
    await finish(postConsoleForm(operator, site.publicUrl, path, { id: text, action: text }));
  }
}

async function finish(answer: Promise<Response>): Promise<void> {
  await (await answer).text();
}
