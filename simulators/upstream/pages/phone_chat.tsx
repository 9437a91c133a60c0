import type { Child } from "hono/jsx";
import type { Lang } from "packages/platform/lang.ts";
import { Button } from "packages/ui/button.tsx";
import { TEXTS } from "simulators/upstream/pages/phone_texts.ts";
import { refOf } from "simulators/upstream/pages/ref.ts";
import type { Account, Message } from "simulators/upstream/state/accounts.ts";
import type { Instance } from "simulators/upstream/state/instances.ts";
import type { UpstreamState } from "simulators/upstream/state/state.ts";

const SHOWN_MESSAGES = 30;
const SHOWN_CONTACTS = 12;

/** The form by which a customer writes to an account. */
export function SendForm(
  { lang, state, selected }: { lang: Lang; state: UpstreamState; selected: Instance | undefined },
) {
  const places = ["direct", "room", "kf"] as const;
  return (
    <section class="card">
      <h2>{TEXTS.write[lang]}</h2>
      <form method="post" action={`${state.publicUrl}/_phone/send`}>
        <input type="hidden" name="instance" value={selected ? refOf(selected) : ""} />
        <input type="hidden" name="lang" value={lang} />
        <Select name="vid" label={TEXTS.account[lang]}>
          {state.accounts.list().map(({ vid, nickname }) => (
            <option value={vid} selected={vid === selected?.vid}>{nickname}</option>
          ))}
        </Select>
        <Select name="from" label={TEXTS.from[lang]}>
          {state.contacts.slice(0, SHOWN_CONTACTS).map(({ userId, nickname }) => (
            <option value={userId}>{`${nickname || TEXTS.noName[lang]} · ${userId}`}</option>
          ))}
        </Select>
        <Select name="place" label={TEXTS.place[lang]}>
          {places.map((place) => <option key={place} value={place}>{TEXTS[place][lang]}</option>)}
        </Select>
        <label class="field">
          <span class="field-label">{TEXTS.content[lang]}</span>
          <input class="input" name="content" required autocomplete="off" maxlength={2000} />
        </label>
        <Button type="submit">{TEXTS.send[lang]}</Button>
      </form>
    </section>
  );
}

function Select({ name, label, children }: { name: string; label: string; children: Child }) {
  return (
    <label class="field">
      <span class="field-label">{label}</span>
      <select class="input" name={name}>{children}</select>
    </label>
  );
}

/** The last messages of an account. */
export function Messages({ lang, account }: { lang: Lang; account: Account }) {
  const shown = account.messages.filter(({ content }) => content !== "").slice(-SHOWN_MESSAGES);
  return (
    <section class="card">
      <h2>{TEXTS.messages[lang]}</h2>
      {shown.length === 0
        ? <p class="row-detail">{TEXTS.noMessages[lang]}</p>
        : (
          <div class="messages" role="log" aria-label={TEXTS.messages[lang]} tabindex={0}>
            <ol>
              {shown.map((message) => (
                <MessageItem
                  key={message.serverId}
                  lang={lang}
                  account={account}
                  {...{ message }}
                />
              ))}
            </ol>
          </div>
        )}
    </section>
  );
}

function MessageItem(
  { lang, account, message }: { lang: Lang; account: Account; message: Message },
) {
  const isOwn = message.sender === account.vid;
  const place = message.roomId !== undefined
    ? TEXTS.room[lang]
    : message.kfId === "0"
    ? TEXTS.direct[lang]
    : TEXTS.kf[lang];
  return (
    <li class={isOwn ? "from-account" : "from-customer"}>
      <p class="bubble">{message.content}</p>
      <p class="row-detail">
        {showTime(message.sentAt)} · {place} ·{" "}
        <code>{isOwn ? message.receiver : message.sender}</code>
      </p>
    </li>
  );
}

/** Time of day in Shanghai. */
function showTime(seconds: number): string {
  const time = new Date(seconds * 1000);
  return time.toLocaleTimeString("zh-CN", { timeZone: "Asia/Shanghai", hour12: false });
}
