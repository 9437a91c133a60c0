import { Fragment } from "hono/jsx";
import type {
  ApiAnswer,
  ApiContent,
  ApiDocument,
  ApiOperation,
} from "packages/platform/http/api_document.ts";
import { PAGES_GROUP } from "packages/platform/http/openapi_document.ts";
import type { Text } from "packages/platform/lang.ts";
import { useLang } from "packages/ui/page_frame.ts";
import { type Call, curlCommand } from "packages/ui/reference/curl_command.ts";
import { Example, Fields, inlineCode } from "packages/ui/reference/fields.tsx";
import { exampleOf } from "packages/platform/http/schema_example.ts";
import { describeSchema, listFields } from "packages/ui/reference/schema.ts";

const TEXTS = {
  parameters: { zh: "参数", en: "Parameters" },
  body: { zh: "请求体", en: "Body" },
  answers: { zh: "响应", en: "Responses" },
  content: { zh: "字段和示例", en: "Fields and example" },
  public: { zh: "无需登录", en: "no sign-in" },
  scope: { zh: "程序令牌", en: "API token:" },
} satisfies Record<string, Text>;

const ROLES: Readonly<Record<string, Text>> = {
  staff: { zh: "员工", en: "staff" },
  operator: { zh: "运营人员", en: "operators" },
};

/** The id of an operation on its page. */
export function anchorOf({ method, path }: Call): string {
  return `${method}-${path}`.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-").replace(/-$/, "");
}

/** Method and path; the line may break after every slash. */
export function MethodPath({ method, path }: Call) {
  return (
    <>
      <span class={`method method-${method.toLowerCase()}`}>{method}</span>{" "}
      <code>
        {path.split("/").map((part, at) =>
          at === 0 ? part : (
            <Fragment key={String(at)}>
              /<wbr />
              {part}
            </Fragment>
          )
        )}
      </code>
    </>
  );
}

/** One operation: who may call it, parameters, body and responses, and a curl command to try it. */
export function Operation(props: { document: ApiDocument; call: Call }) {
  const lang = useLang();
  const { document, call } = props;
  const { operation } = call;
  const parameters = (operation.parameters ?? []).map((parameter) => {
    const { type, description } = describeSchema(document, {
      ...parameter.schema,
      ...parameter.description !== undefined && { description: parameter.description },
    });
    return {
      name: parameter.name,
      type: parameter.in === "query" ? type : `${type}, ${parameter.in}`,
      isRequired: parameter.required ?? false,
      description,
    };
  });
  const isPage = operation.tags?.includes(PAGES_GROUP);
  return (
    <article class="card operation" id={anchorOf(call)}>
      <header class="operation-head" lang="en">
        <h3>
          <a class="operation-link" href={`#${anchorOf(call)}`}>
            <MethodPath {...call} />
          </a>
        </h3>
        <p class="operation-summary">{operation.summary}</p>
        {operation.description !== undefined && <p>{inlineCode(operation.description)}</p>}
      </header>
      <Callers security={operation.security ?? []} />
      <Fields title={TEXTS.parameters[lang]} fields={parameters} />
      <Body document={document} content={operation.requestBody?.content ?? {}} />
      {!isPage && <Example title="curl" text={curlCommand(document, call)} />}
      <h4>{TEXTS.answers[lang]}</h4>
      <dl class="answers" lang="en">
        {Object.entries(operation.responses).map(([status, answer]) => (
          <Answer key={status} document={document} status={status} answer={answer} />
        ))}
      </dl>
    </article>
  );
}

function Callers({ security }: { security: ApiOperation["security"] & object }) {
  const lang = useLang();
  const role = security[0]?.["session"]?.[0];
  const scopes = security.flatMap(({ machineToken = [] }) => machineToken);
  return (
    <p class="callers">
      <span class={role === undefined ? "tag" : "tag tag-warn"}>
        {role === undefined ? TEXTS.public[lang] : ROLES[role]?.[lang] ?? role}
      </span>
      {scopes.map((scope) => <span key={scope} class="tag">{`${TEXTS.scope[lang]} ${scope}`}
      </span>)}
    </p>
  );
}

function Body(props: { document: ApiDocument; content: ApiContent }) {
  const lang = useLang();
  return Object.entries(props.content).map(([type, { schema }]) => (
    <Fields
      title={`${TEXTS.body[lang]} · ${type}`}
      fields={listFields(props.document, schema ?? {})}
    />
  ));
}

function Answer(props: { document: ApiDocument; status: string; answer: ApiAnswer }) {
  const lang = useLang();
  const { document, status, answer } = props;
  const schema = answer.content?.["application/json"]?.schema;
  const types = Object.keys(answer.content ?? {}).filter((type) => !type.endsWith("json"));
  return (
    <>
      <dt>
        <code class={status < "400" ? "answer-good" : ""}>{status}</code>
      </dt>
      <dd>
        {inlineCode(answer.description)}
        {types.length > 0 && <span class="field-type">{types.join(", ")}</span>}
        {schema !== undefined && (
          <details>
            <summary lang={lang === "zh" ? "zh-CN" : "en"}>{TEXTS.content[lang]}</summary>
            <Fields fields={listFields(document, schema)} marks="optional" />
            <Example text={JSON.stringify(exampleOf(document, schema), null, 2)} />
          </details>
        )}
      </dd>
    </>
  );
}
