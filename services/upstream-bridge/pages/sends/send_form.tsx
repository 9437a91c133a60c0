import { Button } from "packages/ui/button.tsx";
import { useLang } from "packages/ui/page_frame.ts";
import { CONTENT_BYTES_MAX } from "services/upstream-bridge/domain/send_content.ts";
import { accountPath } from "services/upstream-bridge/pages/account_paths.ts";
import type { AccountView } from "services/upstream-bridge/pages/account_view.ts";
import { SEND_TEXTS as TEXTS } from "services/upstream-bridge/pages/texts/send_texts.ts";

/** What the send box contains. */
export interface SendDraft {
  readonly target: string;
  /** The contact's name, when it was chosen from the contacts. */
  readonly name: string;
  readonly isRoom: boolean;
  readonly kfId: string;
  readonly content: string;
  /** Makes two posts of one form one send. */
  readonly key: string;
}

/** Props of {@link SendForm}. */
export interface SendFormProps {
  account: AccountView;
  draft: SendDraft;
  /** Why it was not accepted; what was written stays in the form. */
  refusal: string | undefined;
}

/** The send box: to whom, the text with its length, and the button. */
export function SendForm({ account, draft, refusal }: SendFormProps) {
  const lang = useLang();
  return (
    <form
      id="send-form"
      class="card send-form"
      method="post"
      action={accountPath(account.id, "send")}
      data-bytes-max={String(CONTENT_BYTES_MAX)}
      data-too-long={TEXTS.tooLong[lang]}
    >
      <h2>{TEXTS.title[lang]}</h2>
      {refusal !== undefined && <p class="form-error" role="alert">{refusal}</p>}
      <input type="hidden" name="key" value={draft.key} />
      <div class="send-to">
        <label class="field">
          <span class="field-label">
            {TEXTS.to[lang]}
            {draft.name !== "" && <b class="send-name">{draft.name}</b>}
          </span>
          <input
            class="input input-small"
            name="to"
            value={draft.target}
            inputmode="numeric"
            pattern="\s*\d{1,20}\s*"
            title={TEXTS.idHint[lang]}
            maxlength={24}
            placeholder={TEXTS.toHint[lang]}
            autocomplete="off"
            required
          />
        </label>
        <a class="button button-quiet" href={accountPath(account.id, "contacts")}>
          {TEXTS.pick[lang]}
        </a>
      </div>
      <label class="check">
        <input type="checkbox" name="room" value="1" checked={draft.isRoom} />
        <span>{TEXTS.room[lang]}</span>
      </label>
      <label class="field">
        <span class="field-label">{TEXTS.content[lang]}</span>
        <textarea
          class="input send-content"
          name="content"
          rows={4}
          maxlength={CONTENT_BYTES_MAX}
          required
        >
          {draft.content}
        </textarea>
      </label>
      <SendAs kfId={draft.kfId} />
      <div class="send-foot">
        <Button type="submit">{TEXTS.send[lang]}</Button>
        <span
          class="field-hint needs-script"
          id="send-bytes"
          aria-live="polite"
          data-unit={TEXTS.bytes[lang]}
        >
        </span>
      </div>
    </form>
  );
}

/** Rarely needed, so folded. */
function SendAs({ kfId }: { kfId: string }) {
  const lang = useLang();
  return (
    <details class="payload" open={kfId !== ""}>
      <summary>{TEXTS.kf[lang]}</summary>
      <label class="field send-kf">
        <span class="field-label">{TEXTS.kfHint[lang]}</span>
        <input
          class="input input-small"
          name="kf"
          value={kfId}
          inputmode="numeric"
          pattern="\d{1,20}"
          title={TEXTS.idHint[lang]}
          maxlength={20}
          autocomplete="off"
        />
      </label>
    </details>
  );
}
