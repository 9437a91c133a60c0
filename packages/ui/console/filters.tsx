import type { Child } from "hono/jsx";
import type { Lang } from "packages/platform/lang.ts";

const TEXTS = {
  apply: { zh: "筛选", en: "Filter" },
  clear: { zh: "清除", en: "Clear" },
  any: { zh: "全部", en: "All" },
};

export interface FiltersProps {
  lang: Lang;
  /** The list's own path: where the form goes, and what clearing leads to. */
  action: string;
  /** Whether any filter is set: then there is a link that clears them. */
  isFiltered: boolean;
  children: Child;
}

/** The filter row over a table: a form that GETs the list. */
export function Filters(props: FiltersProps) {
  return (
    <form class="filters" method="get" action={props.action}>
      {props.children}
      <button class="button button-quiet button-small" type="submit">
        {TEXTS.apply[props.lang]}
      </button>
      {props.isFiltered && (
        <a class="filters-clear" href={props.action}>{TEXTS.clear[props.lang]}</a>
      )}
    </form>
  );
}

export interface FilterSelectProps {
  lang: Lang;
  name: string;
  label: string;
  /** The choice now; absent: all. */
  value: string | undefined;
  options: readonly { readonly value: string; readonly label: string }[];
}

/** One of a few, or all. */
export function FilterSelect(props: FilterSelectProps) {
  return (
    <label class="filter">
      <span class="filter-label">{props.label}</span>
      <select class="input input-small" name={props.name}>
        <option value="">{TEXTS.any[props.lang]}</option>
        {props.options.map(({ value, label }) => (
          <option key={value} value={value} selected={value === props.value}>{label}</option>
        ))}
      </select>
    </label>
  );
}

/** A text to look for. */
export function FilterText(
  props: { name: string; label: string; value: string | undefined; maxLength?: number },
) {
  return (
    <label class="filter">
      <span class="filter-label">{props.label}</span>
      <input
        class="input input-small"
        type="search"
        name={props.name}
        value={props.value ?? ""}
        maxlength={props.maxLength ?? 128}
        autocapitalize="none"
        autocomplete="off"
        spellcheck={false}
      />
    </label>
  );
}
