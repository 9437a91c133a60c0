import { useLang } from "packages/ui/page_frame.ts";

const WHOLE_UP_TO = 14;
const TAIL = 8;

const TEXTS = {
  copy: { zh: "复制", en: "Copy" },
};

/** An id: its last characters (the first ones of our ids are the time), the whole on hover, and a button that copies it. */
export function ShortId({ id }: { id: string }) {
  const lang = useLang();
  const shown = id.length <= WHOLE_UP_TO ? id : `…${id.slice(-TAIL)}`;
  return (
    <span class="short-id">
      <code title={id}>{shown}</code>
      <button
        class="copy needs-script"
        type="button"
        data-copy={id}
        aria-label={`${TEXTS.copy[lang]} ${id}`}
      >
        <svg viewBox="0 0 16 16" aria-hidden="true">
          <rect x="5.5" y="5.5" width="8" height="8" rx="1.5" />
          <path d="M10.5 5.5v-2a1 1 0 0 0-1-1h-6a1 1 0 0 0-1 1v6a1 1 0 0 0 1 1h2" />
        </svg>
      </button>
    </span>
  );
}
