import { ButtonLink } from "packages/ui/button.tsx";
import { useLang } from "packages/ui/page_frame.ts";
import type { UpstreamView } from "services/upstream-bridge/pages/account_view.ts";
import { SETTINGS_PATH } from "services/upstream-bridge/pages/account_paths.ts";
import { UPSTREAM_TEXTS as TEXTS } from "services/upstream-bridge/pages/texts/upstream_texts.ts";

/** What the operator must know about the upstream on every page of this part. Nothing when all is as usual. */
export function UpstreamNotices({ upstream }: { upstream: UpstreamView }) {
  const lang = useLang();
  const { simulatedPhone, callbacks, isConfigured } = upstream;
  return (
    <>
      {!upstream.sendingEnabled && (
        <div class="notice notice-bad banner" role="note">
          <span>{TEXTS.sendingOff[lang]}</span>
          <ButtonLink href={SETTINGS_PATH} kind="quiet">{TEXTS.change[lang]}</ButtonLink>
        </div>
      )}
      {upstream.sendingEnabled && upstream.dryRun && (
        <div class="notice notice-warn banner" role="note">
          <span>{TEXTS.dryRun[lang]}</span>
          <ButtonLink href={SETTINGS_PATH} kind="quiet">{TEXTS.change[lang]}</ButtonLink>
        </div>
      )}
      {simulatedPhone !== undefined && (
        <div class="notice notice-info banner" role="note">
          <span>{TEXTS.simulated[lang]}</span>
          <a
            class="button button-quiet"
            href={simulatedPhone}
            target="_blank"
            rel="noopener noreferrer"
          >
            {TEXTS.openPhone[lang]}
          </a>
        </div>
      )}
      {isConfigured && callbacks === "off" && <Note>{TEXTS.callbacksOff[lang]}</Note>}
      {isConfigured && callbacks === "unreachable" && (
        <Note>{TEXTS.callbacksUnreachable[lang]}</Note>
      )}
      {isConfigured && !upstream.isMonitored && <Note>{TEXTS.notMonitored[lang]}</Note>}
    </>
  );
}

function Note({ children }: { children: string }) {
  return <p class="notice notice-warn" role="note">{children}</p>;
}
