// The script of the sidebar. Bundled for browsers by `deno task build`.
import { render, useEffect, useState } from "hono/jsx/dom";
import { parseLang } from "packages/platform/lang.ts";
import { browserFetch } from "packages/ui/browser_fetch.ts";
import type { connect } from "services/ai-reply/pages/bridge/browser_bridge.ts";
import { createSidebar, type Sidebar } from "services/ai-reply/pages/sidebar/sidebar.ts";
import { createSidebarApi } from "services/ai-reply/pages/sidebar/sidebar_api.ts";
import {
  initialSidebarState,
  type SidebarState,
} from "services/ai-reply/pages/sidebar/sidebar_state.ts";
import { createSidebarStore } from "services/ai-reply/pages/sidebar/sidebar_store.ts";
import { SidebarView } from "services/ai-reply/pages/sidebar/sidebar_view.tsx";
import { isInWecom } from "services/ai-reply/pages/bridge/wecom_bridge.ts";

const DRAFT = "sidebar-draft:";

function openSidebar(root: HTMLElement, onChange: (state: SidebarState) => void): Sidebar {
  const inWecom = isInWecom(navigator.userAgent);
  return createSidebar({
    store: createSidebarStore(onChange),
    api: createSidebarApi({ fetch: browserFetch }),
    browser: {
      isInWecom: inWecom,
      askedCustomer: root.dataset["customer"],
      async connect() {
        // The same module that companies' own pages import; loaded only inside WeCom.
        const bridge: { connect: typeof connect } = await import(root.dataset["bridge"]!);
        const { app } = root.dataset;
        return await bridge.connect(
          app === undefined ? {} : { configUrl: `/api/v1/wechat/config?app=${app}` },
        );
      },
      copyText: (text) => navigator.clipboard.writeText(text),
      rememberCustomer(id) {
        // WeCom checks the address against its signature, so inside WeCom it must not change.
        if (inWecom) return;
        const url = new URL(location.href);
        if (id === undefined) url.searchParams.delete("customer");
        else url.searchParams.set("customer", id);
        history.replaceState(null, "", url);
      },
      drafts: {
        read: (id) => sessionStorage.getItem(DRAFT + id),
        write: (id, text) => sessionStorage.setItem(DRAFT + id, text),
      },
    },
  });
}

function LiveSidebar({ root }: { root: HTMLElement }) {
  const [state, setState] = useState(initialSidebarState);
  const [sidebar] = useState(() => openSidebar(root, setState));
  useEffect(() => {
    sidebar.start();
  }, []);
  const { lang, timeZone = "UTC", demo } = root.dataset;
  return (
    <SidebarView
      lang={parseLang(lang ?? "") ?? "zh"}
      timeZone={timeZone}
      demo={demo === "yes"}
      state={state}
      sidebar={sidebar}
    />
  );
}

const root = document.getElementById("sidebar");
if (root) render(<LiveSidebar root={root} />, root);
