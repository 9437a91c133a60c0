import type { Component } from "packages/catalog/catalog.ts";
import type { HttpContext } from "packages/platform/http/request_context.ts";
import { pickLang } from "packages/platform/lang.ts";
import type { Assets } from "packages/ui/assets.ts";
import type { ConsoleFrame } from "packages/ui/console/console_page.tsx";

/** What a console page takes from its request. The route must need a role: the page shows who is signed in. */
export function consoleFrame(
  c: HttpContext,
  parts: { readonly assets: Assets; readonly components: readonly Component[] },
): ConsoleFrame {
  const { pathname, search } = new URL(c.req.url);
  return {
    lang: pickLang(c.req.raw),
    here: pathname + search,
    stylesheet: parts.assets.url("styles.css"),
    script: parts.assets.url("console_client.js"),
    member: { name: c.get("principal").name },
    components: parts.components,
  };
}
