import { useLang } from "packages/ui/page_frame.ts";
import {
  OFFICIAL_WAYS,
  UPSTREAM_TEXTS as TEXTS,
} from "services/upstream-bridge/pages/texts/upstream_texts.ts";

/** In place of the list where no upstream is set up: the next step, the risks, and the official ways. */
export function NoUpstream() {
  const lang = useLang();
  return (
    <section class="card no-upstream">
      <h2>{TEXTS.missing[lang]}</h2>
      <p>{TEXTS.missingNext[lang]}</p>
      <h3>{TEXTS.risksTitle[lang]}</h3>
      <p class="quiet">{TEXTS.risks[lang]}</p>
      <h3>{TEXTS.officialTitle[lang]}</h3>
      <ul class="ways">
        {OFFICIAL_WAYS.map(({ name, detail }) => (
          <li key={name.en}>
            <b>{name[lang]}</b>
            <span class="quiet">{detail[lang]}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
