import { useState } from "hono/jsx/dom";
import type { Lang } from "packages/platform/lang.ts";
import { shortDate } from "packages/ui/console/relative_time.ts";
import type { Customer, Me, Note } from "services/ai-reply/pages/sidebar/sidebar_api.ts";
import type { Keeping } from "services/ai-reply/pages/sidebar/sidebar_keeping.ts";
import {
  Skeleton,
  SmallButton,
  TroubleNote,
} from "services/ai-reply/pages/sidebar/sidebar_parts.tsx";
import type { SidebarState } from "services/ai-reply/pages/sidebar/sidebar_state.ts";
import { SIDEBAR_TEXTS as T } from "services/ai-reply/pages/sidebar/sidebar_texts.ts";

const TAGS_MAX = 20;

/** Props of {@link NotesCard}. */
export interface NotesCardProps {
  lang: Lang;
  timeZone: string;
  state: SidebarState;
  /** Browser code only. */
  actions?: Keeping;
}

/** Tags and notes of staff about the customer. */
export function NotesCard(props: NotesCardProps) {
  const { lang, state: { customer, customerTrouble, saveTrouble } } = props;
  if (customer === undefined && customerTrouble) return null;
  return (
    <section class="card" aria-busy={customer === undefined}>
      <h2>{T.notes[lang]}</h2>
      {saveTrouble && <TroubleNote lang={lang} trouble={saveTrouble} />}
      {customer === undefined ? <Skeleton lines={3} /> : <Kept {...props} customer={customer} />}
    </section>
  );
}

function Kept(props: NotesCardProps & { customer: Customer }) {
  const { lang, customer, actions, state: { me, note } } = props;
  return (
    <>
      <div class="side-block">
        <h3 class="side-label">{T.tags[lang]}</h3>
        {customer.tags.length === 0 && <p class="quiet">{T.noTags[lang]}</p>}
        {customer.tags.length > 0 && (
          <ul class="side-chips">
            {customer.tags.map((tag) => (
              <li key={tag} class="side-chip">
                {tag}
                <button
                  type="button"
                  aria-label={`${T.removeTag[lang]} ${tag}`}
                  onClick={() => actions?.removeTag(tag)}
                >
                  ×
                </button>
              </li>
            ))}
          </ul>
        )}
        {customer.tags.length < TAGS_MAX && (
          <form class="side-line" onSubmit={submitting(actions?.addTag)}>
            <input
              class="input side-input"
              name="text"
              aria-label={T.newTag[lang]}
              placeholder={T.newTag[lang]}
              autocomplete="off"
              maxlength={30}
            />
            <SmallButton type="submit" label={T.addTag[lang]} of={T.newTag[lang]} />
          </form>
        )}
      </div>
      <form class="side-question" onSubmit={submitting(actions?.addNote)}>
        <label>
          <span class="side-label">{T.newNote[lang]}</span>
          <textarea
            class="input side-textarea"
            name="text"
            rows={2}
            maxlength={2000}
            placeholder={T.noteHint[lang]}
            value={note}
            onInput={(event: Event) =>
              actions?.typeNote((event.target as HTMLTextAreaElement).value)}
          >
          </textarea>
        </label>
        <SmallButton type="submit" label={T.addNote[lang]} />
      </form>
      {customer.notes.length === 0 && <p class="quiet">{T.noNotes[lang]}</p>}
      {customer.notes.length > 0 && (
        <ul class="rows">
          {customer.notes.map((note) => <NoteRow key={note.id} {...props} note={note} me={me} />)}
        </ul>
      )}
    </>
  );
}

function NoteRow(
  { lang, timeZone, note, me, actions }: NotesCardProps & { note: Note; me: Me | undefined },
) {
  const [isAsking, setAsking] = useState(false);
  const label = isAsking ? T.confirmDeleteNote : T.deleteNote;
  const isMine = me?.subject === note.author || me?.roles.includes("operator");
  return (
    <li>
      <p class="words">{note.text}</p>
      <p class="side-between">
        <span class="quiet">
          {note.authorName} · {shortDate(Date.parse(note.writtenAt), timeZone)}
        </span>
        {isMine && (
          <button
            type="button"
            class="button button-plain"
            aria-label={`${label[lang]}: ${note.text.slice(0, 20)}`}
            onClick={() => isAsking ? actions?.deleteNote(note.id) : setAsking(true)}
            onBlur={() => setAsking(false)}
          >
            {isAsking ? T.confirmDeleteNote[lang] : "×"}
          </button>
        )}
      </p>
    </li>
  );
}

/** A submit handler that saves the form's field, and empties it only after success: no typed text is lost. */
function submitting(save: ((text: string) => Promise<boolean>) | undefined) {
  return async (event: Event) => {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const text = new FormData(form).get("text");
    if (save === undefined || typeof text !== "string" || text.trim() === "") return;
    if (await save(text.trim())) form.reset();
  };
}
