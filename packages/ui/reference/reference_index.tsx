import { catalogEntry } from "packages/catalog/catalog.ts";
import { referencePath } from "packages/ui/reference/reference_paths.ts";
import {
  ReferenceFrame,
  type ReferenceFrameProps,
} from "packages/ui/reference/reference_frame.tsx";

const TEXTS = {
  title: { zh: "接口文档", en: "API reference" },
  lead: {
    zh: "这个部署里的服务，以及它们给程序使用的接口。",
    en: "The services of this deployment, and what they offer to programs.",
  },
};

/** `/docs`: the deployed services, with one sentence each. */
export function ReferenceIndex(props: ReferenceFrameProps) {
  const { lang } = props;
  return (
    <ReferenceFrame {...props} title="wecom-stack">
      <header>
        <h1>{TEXTS.title[lang]}</h1>
        <p class="lead">{TEXTS.lead[lang]}</p>
      </header>
      <ul class="console-parts">
        {props.components.map((name) => (
          <li key={name} class="card">
            <a class="row-link" href={referencePath(name)}>{name}</a>
            <span class="row-detail">{catalogEntry(name).summary[lang]}</span>
            <a class="row-detail" href={`/openapi/${name}.json`}>OpenAPI: {name}.json</a>
          </li>
        ))}
      </ul>
    </ReferenceFrame>
  );
}
