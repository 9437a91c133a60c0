import { usePage } from "packages/ui/page_frame.ts";
import { catalogEntry } from "packages/catalog/catalog.ts";
import { referencePath } from "packages/ui/reference/reference_paths.ts";
import { ReferenceShell } from "packages/ui/reference/reference_shell.tsx";

const TEXTS = {
  title: { zh: "接口文档", en: "API reference" },
  lead: {
    zh: "当前部署的服务，以及它们提供的接口。",
    en: "The services of this deployment, and the API of each.",
  },
};

/** `/docs`: the deployed services, with one sentence each. */
export function ReferenceIndex() {
  const { lang, components } = usePage();
  return (
    <ReferenceShell title="wecom-stack">
      <header>
        <h1>{TEXTS.title[lang]}</h1>
        <p class="lead">{TEXTS.lead[lang]}</p>
      </header>
      <ul class="console-parts">
        {components.map((name) => (
          <li key={name} class="card">
            <a class="row-link" href={referencePath(name)}>{name}</a>
            <span class="row-detail">{catalogEntry(name).summary[lang]}</span>
            <a class="row-detail" href={`/openapi/${name}.json`}>OpenAPI: {name}.json</a>
          </li>
        ))}
      </ul>
    </ReferenceShell>
  );
}
