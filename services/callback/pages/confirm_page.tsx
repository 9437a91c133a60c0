import { shortDate } from "packages/ui/console/relative_time.ts";
import { Notice } from "packages/ui/notice.tsx";
import { Page } from "packages/ui/page.tsx";
import { useLang, usePage } from "packages/ui/page_frame.ts";
import { SignInTo } from "packages/ui/sign_in_to.tsx";
import { CONFIRM_TEXTS as TEXTS, describeDevice } from "services/callback/pages/confirm_texts.ts";

/** Props of {@link ConfirmPage}. */
export interface ConfirmPageProps {
  /** The name of the member whose phone this is. */
  memberName: string;
  /** Values of the form's hidden fields. */
  attempt: string;
  secret: string;
  /** The two-digit numbers to choose from, in the order to show them. */
  choices: readonly string[];
  /** When the attempt was started, in milliseconds since the epoch. */
  startedAt: number;
  /** The IP address of the computer. */
  ip: string;
  /** Whether the computer and the phone are in the same network. */
  sameNetwork: boolean;
  /** The `User-Agent` header of the computer. */
  userAgent: string;
}

/** Asks on the phone whether the member signs in on the computer. No script, nothing to type. */
export function ConfirmPage(props: ConfirmPageProps) {
  const { lang, site } = usePage();
  const title = lang === "zh" ? `登录到 ${site}？` : `Sign in to ${site}?`;
  return (
    <Page title={title}>
      <section class="card confirm">
        <header class="card-head">
          <h1>
            <SignInTo question />
          </h1>
          <p class="lead">
            <Member name={props.memberName} />
          </p>
        </header>
        <Circumstances {...props} />
        <form class="confirm-form" method="post" action="/api/auth/wecom/confirm">
          <input type="hidden" name="attempt" value={props.attempt} />
          <input type="hidden" name="secret" value={props.secret} />
          <fieldset class="numbers">
            <legend>{TEXTS.choose[lang]}</legend>
            {props.choices.map((choice) => (
              <button
                key={choice}
                class="decision decision-number"
                type="submit"
                name="number"
                value={choice}
              >
                {choice}
              </button>
            ))}
          </fieldset>
          <button class="decision" type="submit" name="decision" value="deny">
            {TEXTS.deny[lang]}
          </button>
        </form>
      </section>
    </Page>
  );
}

function Member({ name }: { name: string }) {
  return useLang() === "zh"
    ? (
      <>
        以 <b>{name}</b> 的身份
      </>
    )
    : (
      <>
        as <b>{name}</b>
      </>
    );
}

function Circumstances(props: ConfirmPageProps) {
  const { lang, timeZone } = usePage();
  return (
    <>
      <dl class="facts">
        <div>
          <dt>{TEXTS.device[lang]}</dt>
          <dd>{describeDevice(props.userAgent, lang)}</dd>
        </div>
        <div>
          <dt>{TEXTS.time[lang]}</dt>
          <dd>
            <time datetime={new Date(props.startedAt).toISOString()}>
              {shortDate(props.startedAt, timeZone)}
            </time>
          </dd>
        </div>
        <div>
          <dt>{TEXTS.network[lang]}</dt>
          <dd>
            {(props.sameNetwork ? TEXTS.sameNetwork : TEXTS.otherNetwork)[lang]}
            <span class="row-detail address">{props.ip}</span>
          </dd>
        </div>
      </dl>
      {!props.sameNetwork && <Notice tone="warn">{TEXTS.otherNetworkAdvice[lang]}</Notice>}
    </>
  );
}
