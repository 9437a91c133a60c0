import type { Lang, Text } from "packages/platform/lang.ts";
import { Button } from "packages/ui/button.tsx";
import { Field } from "packages/ui/field.tsx";
import { DataTable } from "simulators/shared/data_table.tsx";
import type { CallbackSettings } from "simulators/wecom/channels.ts";
import type { Corp } from "simulators/wecom/corp.ts";
import { listPersonas } from "simulators/wecom/directory.ts";
import { PersonaTag } from "simulators/wecom/pages/people.tsx";

const TEXTS = {
  title: { zh: "企业微信模拟器", en: "WeCom simulator" },
  about: {
    zh: "通过 HTTP 模拟企业微信：服务端接口、扫码登录页和应用内授权页，并保留真实环境的各种细节。" +
      "这里的企业、成员和密钥都是虚构的。",
    en: "Simulates WeCom over HTTP: the server API, the sign-in pages and the in-app authorize " +
      "page, with the real quirks. Its corps, members and secrets are made up.",
  },
  chat: { zh: "模拟聊天", en: "Chat" },
  control: { zh: "控制接口", en: "Control API" },
  journal: { zh: "请求记录", en: "Journal" },
  corps: { zh: "企业与成员（JSON）", en: "Corps and members (JSON)" },
  scan: { zh: "用模拟手机扫码", en: "Scan with the simulated phone" },
  url: { zh: "二维码里的网址", en: "Address in the QR code" },
  holder: { zh: "谁的手机", en: "Whose phone" },
  open: { zh: "在手机上打开", en: "Open on the phone" },
  app: { zh: "应用", en: "App" },
  secret: { zh: "密钥", en: "Secret" },
  callback: { zh: "接收消息", en: "Callback" },
  name: { zh: "姓名", en: "Name" },
  state: { zh: "状态", en: "State" },
} as const satisfies Record<string, Text>;

/** The page's title. */
export const homePageTitle: Text = TEXTS.title;

interface HomePageProps {
  lang: Lang;
  corps: readonly Corp[];
  publicUrl: string;
  /** `<corpid>/<userid>` of the person who holds the phone. */
  holder: string | undefined;
}

/** What the simulator is, a phone for scanned addresses, and the corps with their keys. */
export function HomePage({ lang, corps, publicUrl, holder }: HomePageProps) {
  return (
    <>
      <section class="card">
        <header>
          <h1>{TEXTS.title[lang]}</h1>
          <p class="lead">{TEXTS.about[lang]}</p>
        </header>
        <p class="links">
          <a href={`${publicUrl}/_chat?lang=${lang}`}>{TEXTS.chat[lang]}</a>
          <a href={`${publicUrl}/_control`}>{TEXTS.control[lang]}</a>
          <a href={`${publicUrl}/_control/journal`}>{TEXTS.journal[lang]}</a>
          <a href={`${publicUrl}/_control/corps`}>{TEXTS.corps[lang]}</a>
        </p>
      </section>
      <section class="card">
        <h2>{TEXTS.scan[lang]}</h2>
        <ScanForm lang={lang} corps={corps} publicUrl={publicUrl} holder={holder} />
      </section>
      {corps.map((corp) => <CorpCard key={corp.id} lang={lang} corp={corp} />)}
    </>
  );
}

function ScanForm({ lang, corps, publicUrl, holder }: HomePageProps) {
  return (
    <form method="get" action={`${publicUrl}/_phone/open`}>
      <input type="hidden" name="lang" value={lang} />
      <Field name="url" label={TEXTS.url[lang]} autocomplete="off" />
      <label class="field">
        <span class="field-label">{TEXTS.holder[lang]}</span>
        <select class="input" name="holder">
          {corps.map((corp) => (
            <optgroup label={corp.name}>
              {listPersonas(corp).map(({ id, name }) => (
                <option value={`${corp.id}/${id}`} selected={holder === `${corp.id}/${id}`}>
                  {`${name} · ${id}`}
                </option>
              ))}
            </optgroup>
          ))}
        </select>
      </label>
      <Button type="submit">{TEXTS.open[lang]}</Button>
    </form>
  );
}

function CorpCard({ lang, corp }: { lang: Lang; corp: Corp }) {
  const agent = corp.agents[0] ?? null;
  return (
    <section class="card">
      <header>
        <h2>{corp.name}</h2>
        <code>{corp.id}</code>
      </header>
      <DataTable
        caption={`${corp.name}: ${TEXTS.app[lang]}`}
        columns={[TEXTS.app[lang], "AgentId", TEXTS.secret[lang]]}
        rows={corp.agents.map(({ id, name, secret }) => [name, String(id), secret])}
      />
      <DataTable
        caption={`${corp.name}: ${TEXTS.callback[lang]}`}
        columns={[TEXTS.callback[lang], "URL · Token · EncodingAESKey"]}
        rows={listCallbacks(corp).map(({ name, callback: { url, token, encodingAesKey } }) => [
          name,
          [url, token, encodingAesKey].join("\n"),
        ])}
      />
      <DataTable
        caption={`${corp.name}: ${TEXTS.name[lang]}`}
        columns={[TEXTS.name[lang], TEXTS.state[lang]]}
        rows={listPersonas(corp).map((persona) => [
          `${persona.name} · ${persona.id}`,
          <PersonaTag key="state" lang={lang} corp={corp} agent={agent} persona={persona} />,
        ])}
      />
    </section>
  );
}

/** Where WeCom sends messages, and with which keys; an app's 微信客服 accounts share its callback. */
function listCallbacks(corp: Corp): { name: string; callback: CallbackSettings }[] {
  const apps = corp.agents.map(({ id, callback }) => {
    const accounts = corp.kfAccounts.filter(({ agentId }) => agentId === id);
    return { name: [id, ...accounts.map((account) => account.id)].join(" · "), callback };
  });
  return [...apps, ...corp.bots.map(({ id, callback }) => ({ name: id, callback }))];
}
