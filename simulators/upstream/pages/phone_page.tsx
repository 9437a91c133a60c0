import type { Lang } from "packages/platform/lang.ts";
import { Button } from "packages/ui/button.tsx";
import { Notice } from "packages/ui/notice.tsx";
import { StateTag } from "packages/ui/console/state_tag.tsx";
import { ACTION_LABELS, STAGES, TEXTS } from "simulators/upstream/pages/phone_texts.ts";
import { Messages, SendForm } from "simulators/upstream/pages/phone_chat.tsx";
import { refOf } from "simulators/upstream/pages/ref.ts";
import { type PhoneActionName, possibleActions } from "simulators/upstream/phone/phone_actions.ts";
import { accountOf } from "simulators/upstream/phone/sign_in.ts";
import type { Instance } from "simulators/upstream/state/instances.ts";
import type { UpstreamState } from "simulators/upstream/state/state.ts";

interface LiveProps {
  lang: Lang;
  state: UpstreamState;
  selected: Instance | undefined;
}

/** The page's title. */
export const phonePageTitle = TEXTS.title;

/** The instances of the upstream, the phone of the selected one, and a form to write to its account. */
export function PhonePage(
  { isQrUnknown, failure, ...props }: LiveProps & {
    /** The address has the key of a QR code that is not shown any more. */
    isQrUnknown: boolean;
    /** What the form before could not do. */
    failure: string | undefined;
  },
) {
  const { lang, state: { publicUrl }, selected } = props;
  const query = new URLSearchParams({ lang, ...selected && { instance: refOf(selected) } });
  return (
    <>
      <section class="card">
        <header>
          <h1>{TEXTS.title[lang]}</h1>
          <p class="lead">{TEXTS.about[lang]}</p>
        </header>
        {isQrUnknown && <Notice tone="warn">{TEXTS.qrUnknown[lang]}</Notice>}
        {failure === "action" && <Notice tone="warn">{TEXTS.notPossible[lang]}</Notice>}
        {failure === "message" && <Notice tone="warn">{TEXTS.noMessage[lang]}</Notice>}
        <p class="links">
          <a href={`${publicUrl}/_control`}>{TEXTS.control[lang]}</a>
          <a href={`${publicUrl}/_control/state`}>{TEXTS.state[lang]}</a>
          <a href={`${publicUrl}/_control/journal`}>{TEXTS.journal[lang]}</a>
          <a href={`${publicUrl}/_control/deliveries`}>{TEXTS.deliveries[lang]}</a>
        </p>
      </section>
      <div class="columns">
        <div id="live" class="live" data-source={`${publicUrl}/_phone/live?${query}`}>
          <LivePart {...props} />
        </div>
        <SendForm lang={lang} state={props.state} selected={selected} />
      </div>
    </>
  );
}

/** What changes while the page is open. The page's script fetches it again. */
export function LivePart(props: LiveProps) {
  const { lang, state, selected } = props;
  const { vid } = selected ?? {};
  return (
    <>
      {selected !== undefined && <Phone lang={lang} state={state} instance={selected} />}
      <section class="card">
        <h2>{TEXTS.instances[lang]}</h2>
        <InstanceList {...props} />
      </section>
      {vid !== undefined && <Messages lang={lang} account={state.accounts.ensure(vid)} />}
    </>
  );
}

function InstanceList({ lang, state, selected }: LiveProps) {
  const live = state.instances.live();
  if (live.length === 0) return <p class="row-detail">{TEXTS.empty[lang]}</p>;
  return (
    <ul class="instances">
      {live.toReversed().slice(0, 50).map((instance) => (
        <li>
          <a
            href={`${state.publicUrl}/?${new URLSearchParams({ instance: refOf(instance), lang })}`}
            aria-current={instance === selected ? "true" : undefined}
          >
            <span>{nameOf(state, instance) ?? TEXTS.unknownAccount[lang]}</span>
            <StageTag lang={lang} state={state} instance={instance} />
            <code>{refOf(instance)}…</code>
          </a>
        </li>
      ))}
    </ul>
  );
}

function Phone(
  { lang, state, instance }: { lang: Lang; state: UpstreamState; instance: Instance },
) {
  const isVerification = instance.qr?.isVerification === true;
  const actions = possibleActions(instance).filter((name) => isUseful(name, instance));
  return (
    <section class="card phone">
      <header>
        <h2>{nameOf(state, instance) ?? TEXTS.phone[lang]}</h2>
        <p class="row-detail">
          <StageTag lang={lang} state={state} instance={instance} /> <code>{refOf(instance)}…</code>
        </p>
      </header>
      {instance.code !== undefined && (
        <div>
          <p class="row-detail">{TEXTS.code[lang]}</p>
          <p class="phone-code">{instance.code}</p>
        </div>
      )}
      {isVerification && <p>{TEXTS.verification[lang]}</p>}
      <form method="post" action={`${state.publicUrl}/_phone/act`}>
        <input type="hidden" name="instance" value={refOf(instance)} />
        <input type="hidden" name="lang" value={lang} />
        {instance.stage === "qr" && <HolderSelect lang={lang} state={state} instance={instance} />}
        <div class="buttons">
          {actions.map((name) => <ActionButton key={name} lang={lang} name={name} />)}
        </div>
      </form>
    </section>
  );
}

/** The page offers what a person would do next; the control API allows more. */
function isUseful(name: PhoneActionName, { stage, qr }: Instance): boolean {
  if (name === "scan") return stage === "qr" || qr?.isVerification === true;
  if (name === "requireCode") return stage !== "code";
  return name !== "loseCallback" || stage === "online";
}

function HolderSelect(
  { lang, state, instance }: { lang: Lang; state: UpstreamState; instance: Instance },
) {
  const { vid } = accountOf(state, instance);
  return (
    <label class="field">
      <span class="field-label">{TEXTS.holder[lang]}</span>
      <select class="input" name="vid">
        {state.accounts.list().map((account) => (
          <option value={account.vid} selected={account.vid === vid}>
            {`${account.nickname} · ${account.corpName}`}
          </option>
        ))}
      </select>
    </label>
  );
}

function ActionButton({ lang, name }: { lang: Lang; name: PhoneActionName }) {
  const kind = name === "scan" || name === "confirm" ? "primary" : "quiet";
  return (
    <Button type="submit" kind={kind} name="action" value={name}>
      {ACTION_LABELS[name][lang]}
    </Button>
  );
}

function StageTag(
  { lang, state, instance }: { lang: Lang; state: UpstreamState; instance: Instance },
) {
  const { stage, vid } = instance;
  const mustVerify = stage === "online" && vid !== undefined &&
    state.accounts.find(vid)?.mustVerify === true;
  if (mustVerify) return <StateTag tone="warn">{TEXTS.mustVerify[lang]}</StateTag>;
  const { tone, label } = STAGES[stage];
  return <StateTag tone={tone}>{label[lang]}</StateTag>;
}

/** The nickname of the account that scanned, is logged in, or whose device it is. */
function nameOf({ accounts }: UpstreamState, { vid, initVid }: Instance): string | undefined {
  const known = vid ?? initVid;
  return known === undefined ? undefined : accounts.find(known)?.nickname ?? known;
}
