import { Notice } from "packages/ui/notice.tsx";
import { Page } from "packages/ui/page.tsx";
import { usePage } from "packages/ui/page_frame.ts";
import { initialSidebarState } from "services/ai-reply/pages/sidebar/sidebar_state.ts";
import { SIDEBAR_TEXTS as T } from "services/ai-reply/pages/sidebar/sidebar_texts.ts";
import { SidebarView } from "services/ai-reply/pages/sidebar/sidebar_view.tsx";

/** Props of {@link SidebarPage}. */
export interface SidebarPageProps {
  /** URL of the bridge's module. */
  bridge: string;
  /** The customer that the page's address contains. */
  customer: string | undefined;
  /** The app that signs for WeCom; undefined means the default one. */
  app: string | undefined;
  /** Whether to offer a demo customer. */
  demo: boolean;
}

/** `/sidebar`: in the browser `sidebar_client.tsx` takes over `#sidebar`. */
export function SidebarPage(props: SidebarPageProps) {
  const { lang, timeZone } = usePage();
  const { demo } = props;
  return (
    <Page title={T.title[lang]} scripts={["sidebar_client.js"]} width="wide" hasLanguageSwitch>
      <noscript>
        <Notice tone="warn">{T.noScript[lang]}</Notice>
      </noscript>
      <div
        id="sidebar"
        class="needs-script"
        data-lang={lang}
        data-bridge={props.bridge}
        data-time-zone={timeZone}
        data-customer={props.customer}
        data-app={props.app}
        data-demo={demo ? "yes" : "no"}
      >
        <SidebarView lang={lang} timeZone={timeZone} demo={demo} state={initialSidebarState} />
      </div>
    </Page>
  );
}
