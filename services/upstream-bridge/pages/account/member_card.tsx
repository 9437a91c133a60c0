import { ShortId } from "packages/ui/console/short_id.tsx";
import { useLang } from "packages/ui/page_frame.ts";
import type { AccountView } from "services/upstream-bridge/pages/account_view.ts";
import { ACCOUNT_TEXTS as TEXTS } from "services/upstream-bridge/pages/texts/account_texts.ts";

/** The member as the upstream describes them, with a masked phone number. */
export function MemberCard({ account }: { account: AccountView }) {
  const lang = useLang();
  const { profile, vid, uuidPrefix, generation } = account;
  const pairs = [
    [TEXTS.realname, profile?.realname],
    [TEXTS.nickname, profile?.nickname === profile?.realname ? "" : profile?.nickname],
    [TEXTS.corp, profile?.corpName],
    [TEXTS.mobile, profile?.maskedMobile],
  ] as const;
  return (
    <section class="card">
      <h2>{TEXTS.details[lang]}</h2>
      <dl class="pairs">
        {pairs.map(([label, value]) =>
          value
            ? (
              <>
                <dt>{label[lang]}</dt>
                <dd>{value}</dd>
              </>
            )
            : null
        )}
        {vid !== null && (
          <>
            <dt>{TEXTS.memberId[lang]}</dt>
            <dd>
              <ShortId id={vid} />
            </dd>
          </>
        )}
        {uuidPrefix !== null && (
          <>
            <dt>{TEXTS.instance[lang]}</dt>
            <dd>
              <code>{uuidPrefix}…</code> <span class="quiet">#{generation}</span>
            </dd>
          </>
        )}
      </dl>
      {profile === null && <p class="quiet">{TEXTS.noProfile[lang]}</p>}
    </section>
  );
}
