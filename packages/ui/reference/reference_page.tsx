import { catalogEntry, type Component } from "packages/catalog/catalog.ts";
import type { ApiDocument } from "packages/platform/http/api_document.ts";
import { useLang } from "packages/ui/page_frame.ts";
import type { Call } from "packages/ui/reference/curl_command.ts";
import { inlineCode } from "packages/ui/reference/fields.tsx";
import { anchorOf, MethodPath, Operation } from "packages/ui/reference/operation.tsx";
import { ReferenceShell } from "packages/ui/reference/reference_shell.tsx";

const TEXTS = {
  contents: { zh: "目录", en: "Contents" },
  calling: { zh: "如何调用", en: "How to call" },
  address: { zh: "地址", en: "Address" },
  document: { zh: "OpenAPI 文档", en: "OpenAPI document" },
  errors: { zh: "错误", en: "Errors" },
  problem: {
    zh: "application/problem+json（RFC 9457）。请根据 code 判断错误类型，文字说明可能会变。",
    en: "application/problem+json (RFC 9457). Check the code: the texts may change.",
  },
};

/** Props of {@link ReferencePage}. */
export interface ReferencePageProps {
  name: Component;
  document: ApiDocument;
}

/** `/docs/<name>`: a service's OpenAPI document as a page. Texts of the document are in English in both languages. */
export function ReferencePage(props: ReferencePageProps) {
  const lang = useLang();
  const { name, document } = props;
  const groups = listGroups(document);
  return (
    <ReferenceShell title={name} name={name} contents={<Contents groups={groups} />}>
      <header>
        <h1>{name}</h1>
        <p class="lead">{catalogEntry(name).summary[lang]}</p>
      </header>
      <HowToCall {...props} />
      {groups.map(({ title, description, calls }) => (
        <section key={title} class="reference-group" aria-labelledby={groupAnchor(title)}>
          <h2 id={groupAnchor(title)} lang="en">{title}</h2>
          {description !== undefined && <p class="lead" lang="en">{inlineCode(description)}</p>}
          {calls.map((call) => <Operation key={anchorOf(call)} document={document} call={call} />)}
        </section>
      ))}
    </ReferenceShell>
  );
}

function HowToCall({ name, document }: ReferencePageProps) {
  const lang = useLang();
  return (
    <section class="card" aria-labelledby="calling">
      <h2 id="calling">{TEXTS.calling[lang]}</h2>
      <dl class="reference-facts">
        <dt>{TEXTS.address[lang]}</dt>
        <dd>
          <code>{document.servers[0]?.url}</code>
        </dd>
        <dt>{TEXTS.document[lang]}</dt>
        <dd>
          <a href={`/openapi/${name}.json`}>/openapi/{name}.json</a>
        </dd>
        {Object.entries(document.components.securitySchemes ?? {}).map(([scheme, about]) => (
          <>
            <dt lang="en">{scheme}</dt>
            <dd lang="en">{inlineCode(about.description)}</dd>
          </>
        ))}
        <dt>{TEXTS.errors[lang]}</dt>
        <dd>{TEXTS.problem[lang]}</dd>
      </dl>
    </section>
  );
}

interface Group {
  readonly title: string;
  readonly description?: string | undefined;
  readonly calls: readonly Call[];
}

/** All operations by their tag, in the order of the document's tags. */
function listGroups({ tags, paths }: ApiDocument): Group[] {
  const calls = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      method: method.toUpperCase(),
      path,
      operation,
    }))
  );
  return tags.map(({ name, description }) => ({
    title: name,
    description,
    calls: calls.filter(({ operation }) => operation.tags?.includes(name)),
  })).filter(({ calls }) => calls.length > 0);
}

function groupAnchor(title: string): string {
  return title.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-");
}

function Contents({ groups }: { groups: readonly Group[] }) {
  const lang = useLang();
  return (
    <nav class="reference-contents" aria-label={TEXTS.contents[lang]} lang="en">
      {groups.map(({ title, calls }) => (
        <div key={title} class="reference-contents-group">
          <a class="reference-contents-title" href={`#${groupAnchor(title)}`}>{title}</a>
          {calls.map((call) => (
            <a key={anchorOf(call)} class="reference-contents-call" href={`#${anchorOf(call)}`}>
              <MethodPath {...call} />
            </a>
          ))}
        </div>
      ))}
    </nav>
  );
}
