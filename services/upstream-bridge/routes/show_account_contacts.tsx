import { createRoute, z } from "@hono/zod-openapi";
import { AppError } from "packages/platform/errors.ts";
import type { App } from "packages/platform/http/app.ts";
import { choiceFilter, cursorField } from "packages/platform/http/list_query.ts";
import { PAGE } from "packages/platform/http/openapi.ts";
import { type Lang, pickLang } from "packages/platform/lang.ts";
import type { Account } from "services/upstream-bridge/accounts/account_store.ts";
import { contactsRequest } from "services/upstream-bridge/api/contact_schemas.ts";
import { failureError } from "services/upstream-bridge/api/upstream_errors.ts";
import { readContacts } from "services/upstream-bridge/contacts/read_contacts.ts";
import type { BridgeDeps } from "services/upstream-bridge/deps.ts";
import { accountPath } from "services/upstream-bridge/pages/account_paths.ts";
import {
  ContactsPage,
  type ContactsRead,
} from "services/upstream-bridge/pages/contacts/contacts_page.tsx";
import {
  CONSOLE_RULES,
  consoleAccountParams,
  openAccount,
} from "services/upstream-bridge/routes/console_account.ts";
import type { UpstreamFailure } from "services/upstream-bridge/upstream/outcome.ts";

const route = createRoute({
  method: "get",
  path: accountPath("{id}", "contacts"),
  summary: "A page of the contacts of an account",
  request: {
    params: consoleAccountParams,
    query: z.object({
      kind: choiceFilter(["inner", "external"]),
      cursor: cursorField,
    }),
  },
  responses: { 200: PAGE, 404: PAGE },
});

/** `GET /console/accounts/{id}/contacts` */
export function showAccountContactsRoute(app: App, deps: BridgeDeps): void {
  app.route(CONSOLE_RULES, route, async (c) => {
    const { kind = "external", cursor } = c.req.valid("query");
    const { found, account, upstream } = await openAccount(deps, c.req.valid("param").id);
    const lang = pickLang(c.req.raw);
    return deps.renderPage(
      c,
      <ContactsPage
        account={account}
        upstream={upstream}
        read={await read(deps, found, { kind, cursor, lang })}
        isFirst={cursor === undefined}
      />,
      { referrerPolicy: "strict-origin" },
    );
  });
}

/** Reads the page. What a person can see and repeat is not an error page. */
async function read(
  deps: BridgeDeps,
  account: Account,
  { kind, cursor, lang }: { kind: "inner" | "external"; cursor: string | undefined; lang: Lang },
): Promise<ContactsRead> {
  const request = contactsRequest(kind, { cursor });
  try {
    const { inner, external } = await readContacts(deps, account, { [kind]: request });
    if (inner !== undefined) return inner.ok ? { kind: "inner", page: inner.page } : failed(inner);
    const result = external!;
    return result.ok ? { kind: "external", page: result.page } : failed(result);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const isOffline = error.code === "bridge_account_not_online";
    return { kind, problem: isOffline ? "not_online" : error.definition.message[lang] };
  }

  function failed({ failure }: { readonly failure: UpstreamFailure }): ContactsRead {
    const { definition } = failureError(failure);
    const said = failure.errcode === undefined ? "" : ` ${failure.message} (${failure.errcode})`;
    return { kind, problem: definition.message[lang] + said };
  }
}
