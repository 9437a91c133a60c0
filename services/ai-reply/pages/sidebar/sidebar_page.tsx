import { Notice } from "packages/ui/notice.tsx";
import { Page, type PageFrame } from "packages/ui/page.tsx";
import { initialSidebarState } from "services/ai-reply/pages/sidebar/sidebar_state.ts";
import { SIDEBAR_TEXTS as T } from "services/ai-reply/pages/sidebar/sidebar_texts.ts";
import { SidebarView } from "services/ai-reply/pages/sidebar/sidebar_view.tsx";

export interface SidebarPageProps extends PageFrame {
  /** URL of the built `sidebar_client.js`. */
  script: string;
  /** URL of the bridge's module. */
  bridge: string;
  timeZone: string;
  /** The customer that the page's address names. */
  customer: string | undefined;
  /** The app that signs for WeCom; undefined: the default one. */
  app: string | undefined;
  /** Whether there is a customer to try things with. */
  demo: boolean;
}

/** `/sidebar`: the live part is `sidebar_client.tsx`, which takes over `#sidebar`. */
export function SidebarPage(props: SidebarPageProps) {
  const { lang, timeZone, demo } = props;
  return (
    <Page {...props} title={T.title[lang]} scripts={[props.script]} width="wide">
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
