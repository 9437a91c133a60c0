import type { Lang } from "packages/platform/lang.ts";
import { AnswersCard } from "services/ai-reply/pages/sidebar/answers_card.tsx";
import { ChooseCard, CustomerCard } from "services/ai-reply/pages/sidebar/customer_card.tsx";
import { NotesCard } from "services/ai-reply/pages/sidebar/notes_card.tsx";
import type { Sidebar } from "services/ai-reply/pages/sidebar/sidebar.ts";
import { ProblemNote, SmallButton } from "services/ai-reply/pages/sidebar/sidebar_parts.tsx";
import type { SidebarState } from "services/ai-reply/pages/sidebar/sidebar_state.ts";
import { entryName, SIDEBAR_TEXTS as T } from "services/ai-reply/pages/sidebar/sidebar_texts.ts";

/** Props of {@link SidebarView}. */
export interface SidebarViewProps {
  lang: Lang;
  timeZone: string;
  /** Whether to offer a demo customer. */
  demo: boolean;
  state: SidebarState;
  /** Browser code only. */
  sidebar?: Sidebar;
}

/** The whole sidebar, in the order of use. */
export function SidebarView(props: SidebarViewProps) {
  const { lang, demo, state, sidebar, timeZone } = props;
  return (
    <div class="side">
      <PlaceBar {...props} />
      {state.customerId === null
        ? (
          <>
            {state.bridgeProblem && <ProblemNote lang={lang} problem={state.bridgeProblem} />}
            <ChooseCard
              lang={lang}
              inWecom={state.place.kind === "wecom"}
              demo={demo}
              onSelect={() => sidebar?.select()}
              onOpen={(id) => sidebar?.open(id)}
            />
          </>
        )
        : (
          <div class="side-columns">
            <CustomerCard lang={lang} state={state} onRefresh={() => sidebar?.refresh()} />
            <AnswersCard
              lang={lang}
              state={state}
              {...sidebar && { answers: sidebar.answers, onQuestion: sidebar.ask }}
            />
            <NotesCard
              lang={lang}
              timeZone={timeZone}
              state={state}
              {...sidebar && { actions: sidebar.keeping }}
            />
          </div>
        )}
    </div>
  );
}

/** Where the sidebar is open: in which part of WeCom, or outside it. */
function PlaceBar({ lang, state, sidebar }: SidebarViewProps) {
  const { place } = state;
  if (place.kind === "trouble") return <ProblemNote lang={lang} problem={place.problem} />;
  const isInWecom = place.kind === "wecom";
  return (
    <div class={`side-place side-place-${place.kind}`}>
      <p>
        {place.kind === "connecting" && T.connecting[lang]}
        {place.kind === "outside" && T.outside[lang]}
        {isInWecom && entryName(place.entry, lang)}
      </p>
      {state.customerId && isInWecom && (
        <SmallButton
          kind="plain"
          label={T.other[lang]}
          onClick={() => sidebar?.select()}
        />
      )}
    </div>
  );
}
