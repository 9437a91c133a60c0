import type { Lang } from "packages/platform/lang.ts";
import type { Customer, Follower } from "services/ai-reply/pages/sidebar/sidebar_api.ts";
import {
  Skeleton,
  SmallButton,
  TroubleNote,
} from "services/ai-reply/pages/sidebar/sidebar_parts.tsx";
import type { SidebarState } from "services/ai-reply/pages/sidebar/sidebar_state.ts";
import { addWayName, SIDEBAR_TEXTS as T } from "services/ai-reply/pages/sidebar/sidebar_texts.ts";

const FOLLOWERS_SHOWN = 3;

/** The customer's profile: name, company, the members who added them, and their remarks. */
export function CustomerCard(
  props: { lang: Lang; state: SidebarState; onRefresh?: () => void },
) {
  const { lang, state: { customer, customerTrouble } } = props;
  return (
    <section class="card" aria-busy={customer === undefined && !customerTrouble}>
      {customer === undefined && !customerTrouble && <Loading lang={lang} />}
      {customer === undefined && customerTrouble && <h1 class="hidden-text">{T.title[lang]}</h1>}
      {customer !== undefined && <Who lang={lang} customer={customer} />}
      {customerTrouble && (
        <TroubleNote lang={lang} trouble={customerTrouble} onRetry={props.onRefresh} />
      )}
      {customer !== undefined && <Followers lang={lang} followers={customer.followers} />}
      {customer?.name === null && <p class="quiet">{T.unknownToWecom[lang]}</p>}
    </section>
  );
}

function Loading({ lang }: { lang: Lang }) {
  return (
    <div class="side-who">
      <span class="side-face side-face-empty" aria-hidden="true"></span>
      <div class="side-grow">
        <h1 class="hidden-text">{T.loadingCustomer[lang]}</h1>
        <Skeleton lines={2} />
      </div>
    </div>
  );
}

function Who({ lang, customer }: { lang: Lang; customer: Customer }) {
  const name = customer.name ?? T.unnamed[lang];
  const mode = customer.conversations[0]?.mode;
  return (
    <div class="side-who">
      <span class="side-face" aria-hidden="true">{initial(name)}</span>
      <div class="side-grow">
        <h1 class="side-name">{name}</h1>
        <p class="side-facts">
          {customer.type !== null && (
            <span class={`tag tag-${customer.type === "wechat" ? "good" : "quiet"}`}>
              {customer.type === "wecom" ? T.wecom[lang] : T.wechat[lang]}
            </span>
          )}
          {customer.corpName !== null && <span>{customer.corpName}</span>}
          {mode !== undefined && (
            <span class={`tag tag-${mode === "human" ? "warn" : "good"}`}>
              {mode === "human" ? T.withStaff[lang] : T.withBot[lang]}
            </span>
          )}
        </p>
      </div>
    </div>
  );
}

function Followers({ lang, followers }: { lang: Lang; followers: readonly Follower[] }) {
  if (followers.length === 0) return null;
  const rows = (shown: readonly Follower[]) => (
    <ul class="rows">
      {shown.map((follower) => <FollowerRow key={follower.userId} lang={lang} {...follower} />)}
    </ul>
  );
  const rest = followers.slice(FOLLOWERS_SHOWN);
  return (
    <div class="side-block">
      <h2 class="side-label">{T.followers[lang]}</h2>
      {rows(followers.slice(0, FOLLOWERS_SHOWN))}
      {rest.length > 0 && (
        <details>
          <summary class="side-more">+{rest.length}</summary>
          {rows(rest)}
        </details>
      )}
    </div>
  );
}

function FollowerRow(follower: Follower & { lang: Lang }) {
  const { lang, userId, remark, description, tags } = follower;
  const way = addWayName(follower.addWay, lang);
  const met = [way, follower.addedAt.slice(0, 10)].filter(Boolean).join(" · ");
  return (
    <li>
      <p class="side-between">
        <span>
          <b title={userId}>{follower.name ?? userId}</b>
          {remark !== "" && <span class="side-remark">{remark}</span>}
        </span>
        <span class="quiet together">{met}</span>
      </p>
      {description !== "" && <p class="quiet">{description}</p>}
      {tags.length > 0 && (
        <p class="side-facts">
          {tags.map(({ name }) => <span key={name} class="tag">{name}</span>)}
        </p>
      )}
    </li>
  );
}

/** The letter shown as the avatar: customers' pictures are on another host, and our pages load nothing from there. */
function initial(name: string): string {
  const letters = [...name];
  return (letters.find((letter) => /\p{L}/u.test(letter)) ?? "·").toUpperCase();
}

/** Shown when there is no current customer: ways to choose one. */
export function ChooseCard(
  props: {
    lang: Lang;
    inWecom: boolean;
    demo: boolean;
    onSelect?: () => void;
    onOpen?: (id: string) => void;
  },
) {
  const { lang, inWecom, demo, onSelect, onOpen } = props;
  const submit = (event: Event) => {
    event.preventDefault();
    const id = new FormData(event.target as HTMLFormElement).get("id");
    if (typeof id === "string" && id.trim() !== "") onOpen?.(id.trim());
  };
  return (
    <section class="card side-choose">
      <h1 class="side-name">{T.chooseHeading[lang]}</h1>
      <p class="quiet">{inWecom ? T.chooseInside[lang] : T.chooseOutside[lang]}</p>
      {inWecom && <SmallButton kind="primary" label={T.select[lang]} onClick={onSelect} />}
      {!inWecom && demo && (
        <SmallButton
          kind="primary"
          label={T.demo[lang]}
          onClick={() => onOpen?.("wm-demo-1")}
        />
      )}
      {!inWecom && (
        <form class="side-line" onSubmit={submit}>
          <input
            class="input side-input"
            name="id"
            aria-label={T.customerId[lang]}
            placeholder="wm…"
            autocomplete="off"
            spellcheck={false}
            maxlength={64}
          />
          <SmallButton type="submit" label={T.openCustomer[lang]} />
        </form>
      )}
    </section>
  );
}
