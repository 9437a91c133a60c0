import { useState } from "hono/jsx/dom";
import type { Lang } from "packages/platform/lang.ts";
import type { Answers } from "services/ai-reply/pages/sidebar/sidebar_answers.ts";
import type { CustomerMessage } from "services/ai-reply/pages/sidebar/sidebar_api.ts";
import {
  ProblemNote,
  Skeleton,
  SmallButton,
  TroubleNote,
} from "services/ai-reply/pages/sidebar/sidebar_parts.tsx";
import {
  type Answer,
  canSend,
  type SidebarState,
} from "services/ai-reply/pages/sidebar/sidebar_state.ts";
import { SIDEBAR_TEXTS as T, toneName } from "services/ai-reply/pages/sidebar/sidebar_texts.ts";

const QUESTION_MAX = 4000;

/** Props of {@link AnswersCard}. */
export interface AnswersCardProps {
  lang: Lang;
  state: SidebarState;
  /** Browser code only. */
  answers?: Answers;
  onQuestion?: (question: string) => void;
}

/** The customer's message, and three suggested replies. */
export function AnswersCard(props: AnswersCardProps) {
  const { lang, state, answers } = props;
  const isReady = state.answers.some(({ status }) => status === "done") && !state.isGenerating;
  const progress = state.isGenerating ? T.answersComing : isReady ? T.answersReady : undefined;
  return (
    <section class="card">
      <h2>{T.answers[lang]}</h2>
      <Question {...props} />
      {state.messages !== undefined && state.messages.length > 0 && (
        <Conversation lang={lang} messages={state.messages} />
      )}
      <p class="hidden-text" aria-live="polite">{progress?.[lang]}</p>
      {state.answersTrouble && (
        <TroubleNote
          lang={lang}
          trouble={state.answersTrouble}
          onRetry={() => answers?.generate()}
        />
      )}
      {state.bridgeProblem && <ProblemNote lang={lang} problem={state.bridgeProblem} />}
      {state.answers.map((answer, index) => (
        <AnswerItem
          key={index}
          lang={lang}
          answer={answer}
          index={index}
          canSend={canSend(state)}
          answers={answers}
        />
      ))}
    </section>
  );
}

function Question({ lang, state, answers, onQuestion }: AnswersCardProps) {
  const type = (event: Event) => onQuestion?.((event.target as HTMLTextAreaElement).value);
  const submit = (event: Event) => {
    event.preventDefault();
    answers?.generate();
  };
  const label = state.answers.length > 0 ? T.regenerate : T.generate;
  return (
    <form class="side-question" onSubmit={submit}>
      <label>
        <span class="side-label">{T.question[lang]}</span>
        <textarea
          class="input side-textarea"
          name="question"
          rows={2}
          maxlength={QUESTION_MAX}
          placeholder={state.messages?.length === 0 ? T.questionHint[lang] : undefined}
          value={state.question}
          onInput={type}
        >
        </textarea>
      </label>
      {state.isGenerating
        ? <SmallButton label={T.stop[lang]} onClick={() => answers?.stop()} />
        : (
          <SmallButton
            type="submit"
            kind={state.answers.length > 0 ? "quiet" : "primary"}
            label={label[lang]}
            disabled={!state.customerId || state.question.trim() === ""}
          />
        )}
    </form>
  );
}

function Conversation({ lang, messages }: { lang: Lang; messages: readonly CustomerMessage[] }) {
  const names = { customer: T.sayCustomer, staff: T.sayStaff, bot: T.sayBot };
  return (
    <details>
      <summary class="side-more">{T.said[lang]}</summary>
      <ol class="side-talk">
        {messages.toReversed().map(({ id, author, text }) => (
          <li key={id} class={`side-say side-say-${author}`}>
            <span class="quiet">{names[author][lang]}</span>
            <p class="words">{text ?? T.noText[lang]}</p>
          </li>
        ))}
      </ol>
    </details>
  );
}

interface AnswerItemProps {
  lang: Lang;
  answer: Answer;
  index: number;
  canSend: boolean;
  answers: Answers | undefined;
}

function AnswerItem(props: AnswerItemProps) {
  const { lang, answer, index, answers } = props;
  const [isEditing, setEditing] = useState(false);
  const isOver = answer.status === "done";
  return (
    <article class={`side-answer side-answer-${answer.status}`} aria-busy={!isOver}>
      <header class="side-between">
        <h3 class="side-tone">{toneName(answer.tone, index, lang)}</h3>
        <span class="quiet">
          {answer.status === "growing" && T.writing[lang]}
          {answer.isEdited && T.edited[lang]}
        </span>
      </header>
      {answer.status === "waiting" && <Skeleton lines={2} />}
      {answer.status === "failed" && <p class="quiet">{answer.message ?? T.failed[lang]}</p>}
      {answer.text !== "" && (isEditing
        ? (
          <textarea
            class="input side-textarea"
            rows={5}
            aria-label={T.answerText[lang]}
            value={answer.text}
            onInput={(event: Event) =>
              answers?.edit(index, (event.target as HTMLTextAreaElement).value)}
          >
          </textarea>
        )
        : <p class="words">{answer.text}</p>)}
      {answer.sources.length > 0 && (
        <p class="quiet">
          {T.sources[lang]}
          {lang === "zh" ? "：" : ": "}
          {answer.sources.map(({ title }) => title).join(lang === "zh" ? "、" : ", ")}
        </p>
      )}
      {isOver && (
        <AnswerActions
          {...props}
          isEditing={isEditing}
          onEdit={() => setEditing(!isEditing)}
        />
      )}
    </article>
  );
}

function AnswerActions(
  props: AnswerItemProps & { isEditing: boolean; onEdit: () => void },
) {
  const { lang, answer, index, answers } = props;
  const of = toneName(answer.tone, index, lang);
  const copyLabel = answer.done === "copied" ? T.copied : T.copy;
  return (
    <footer class="side-actions">
      {props.canSend && (
        <SmallButton
          kind="primary"
          label={(answer.done === "sent" ? T.sent : T.send)[lang]}
          of={of}
          disabled={answer.done === "sent"}
          onClick={() => answers?.send(index)}
        />
      )}
      <SmallButton
        kind={props.canSend ? "quiet" : "primary"}
        label={copyLabel[lang]}
        of={of}
        onClick={() => answers?.copy(index)}
      />
      <SmallButton
        kind="plain"
        label={(props.isEditing ? T.editDone : T.edit)[lang]}
        of={of}
        onClick={props.onEdit}
      />
      <span class="quiet" aria-live="polite">
        {answer.done === "copy_failed" && T.copyFailed[lang]}
      </span>
    </footer>
  );
}
