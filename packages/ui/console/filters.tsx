import type { Child } from "hono/jsx";
import { useLang } from "packages/ui/page_frame.ts";

const MAX_LENGTH = 128;

const TEXTS = {
  apply: { zh: "筛选", en: "Filter" },
  clear: { zh: "清除", en: "Clear" },
  any: { zh: "全部", en: "All" },
};

/** Props of {@link Filters}. */
export interface FiltersProps {
  /** The list's own path: the form GETs it, and the link that clears the filters leads to it. */
  action: string;
  /** Whether any filter is set: then there is a link that clears them. */
  isFiltered: boolean;
  children: Child;
}

/** The filter row over a table: a form that GETs the list. */
export function Filters(props: FiltersProps) {
  const lang = useLang();
  return (
    <form class="filters" method="get" action={props.action}>
      {props.children}
      <button class="button button-quiet button-small" type="submit">{TEXTS.apply[lang]}</button>
      {props.isFiltered && <a class="filters-clear" href={props.action}>{TEXTS.clear[lang]}</a>}
    </form>
  );
}

/** Props of {@link FilterSelect}. */
export interface FilterSelectProps {
  name: string;
  label: string;
  /** The current choice; undefined means all. */
  value: string | undefined;
  /** The choices; a text is its own label. */
  options: readonly (string | FilterOption)[];
}

/** A choice with a label of its own. */
export interface FilterOption {
  value: string;
  label: string;
}

/** A choice of one of a few values, or all. */
export function FilterSelect(props: FilterSelectProps) {
  const lang = useLang();
  return (
    <label class="filter">
      <span class="filter-label">{props.label}</span>
      <select class="input input-small" name={props.name}>
        <option value="">{TEXTS.any[lang]}</option>
        {props.options
          .map((option) => typeof option === "string" ? { value: option, label: option } : option)
          .map(({ value, label }) => (
            <option key={value} value={value} selected={value === props.value}>{label}</option>
          ))}
      </select>
    </label>
  );
}

/** A day, as `YYYY-MM-DD`. */
export function FilterDay(props: { name: string; label: string; value: string | undefined }) {
  return (
    <label class="filter">
      <span class="filter-label">{props.label}</span>
      <input class="input input-small" type="date" name={props.name} value={props.value ?? ""} />
    </label>
  );
}

/** A text to look for. */
export function FilterText(props: { name: string; label: string; value: string | undefined }) {
  return (
    <label class="filter">
      <span class="filter-label">{props.label}</span>
      <input
        class="input input-small"
        type="search"
        name={props.name}
        value={props.value ?? ""}
        maxlength={MAX_LENGTH}
        autocapitalize="none"
        autocomplete="off"
        spellcheck={false}
      />
    </label>
  );
}
