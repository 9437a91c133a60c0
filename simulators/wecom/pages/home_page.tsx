import type { Agent, Corp } from "simulators/wecom/cast.ts";
import { listPersonas } from "simulators/wecom/directory.ts";
import type { Language, Text } from "simulators/shared/language.ts";
import { PersonaBadge } from "simulators/wecom/pages/people.tsx";

const texts = {
  title: { zh: "企业微信模拟器", en: "WeCom simulator" },
  about: {
    zh:
      "它通过真实的 HTTP 扮演企业微信：服务端接口、扫码登录页、应用内授权页，连同种种不合常理的细节。" +
      "这里的企业、成员和密钥都是编造的。",
    en:
      "It plays WeCom over real HTTP: the server API, the sign-in pages and the in-app authorize " +
      "page, quirks included. Its corps, members and secrets are made up.",
  },
  scan: { zh: "用模拟手机扫码", en: "Scan with the simulated phone" },
  url: { zh: "二维码里的网址", en: "Address in the QR code" },
  holder: { zh: "手机的主人", en: "Who holds the phone" },
  open: { zh: "在手机上打开", en: "Open on the phone" },
  name: { zh: "姓名", en: "Name" },
  state: { zh: "特殊状态", en: "Unusual" },
  app: { zh: "应用", en: "App" },
  secret: { zh: "密钥", en: "Secret" },
  callback: { zh: "接收消息", en: "Callback" },
  chat: { zh: "模拟聊天", en: "Chat" },
  control: { zh: "控制接口说明", en: "Control API" },
  journal: { zh: "请求记录", en: "Journal" },
  cast: { zh: "企业与成员（JSON）", en: "Cast (JSON)" },
} as const satisfies Record<string, Text>;

/** The page title, also for the browser's tab. */
export const homePageTitle: Text = texts.title;

interface HomePageProps {
  language: Language;
  corps: Corp[];
  publicUrl: string;
  /** `<corpid>/<userid>` of the person the phone remembers. */
  holder: string | undefined;
}

/** The simulator's front door. */
export function HomePage({ language, corps, publicUrl, holder }: HomePageProps) {
  return (
    <>
      <section class="card">
        <div class="head">
          <h1>{texts.title[language]}</h1>
          <p class="prose">{texts.about[language]}</p>
        </div>
        <p class="row">
          <a href={`${publicUrl}/_chat?lang=${language}`}>{texts.chat[language]}</a>
          <a href={`${publicUrl}/_control?lang=${language}`}>{texts.control[language]}</a>
          <a href={`${publicUrl}/_control/journal`}>{texts.journal[language]}</a>
          <a href={`${publicUrl}/_control/cast`}>{texts.cast[language]}</a>
        </p>
      </section>
      <section class="card">
        <h2>{texts.scan[language]}</h2>
        <ScanForm language={language} corps={corps} publicUrl={publicUrl} holder={holder} />
      </section>
      {corps.map((corp) => <CorpCard key={corp.id} language={language} corp={corp} />)}
    </>
  );
}

function ScanForm({ language, corps, publicUrl, holder }: HomePageProps) {
  return (
    <form method="get" action={`${publicUrl}/_phone/open`}>
      <input type="hidden" name="lang" value={language} />
      <label class="field">
        {texts.url[language]}
        <input
          type="url"
          name="url"
          required
          autocomplete="off"
          placeholder={`${publicUrl}/connect/oauth2/authorize?…`}
        />
      </label>
      <label class="field">
        {texts.holder[language]}
        <select name="holder">
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
      <button type="submit" class="button main">{texts.open[language]}</button>
    </form>
  );
}

function CorpCard({ language, corp }: { language: Language; corp: Corp }) {
  return (
    <section class="card">
      <div class="head">
        <h2>{corp.name}</h2>
        <code class="quiet">{corp.id}</code>
      </div>
      <div
        class="scroll"
        tabindex={0}
        role="region"
        aria-label={`${corp.name}: ${texts.app[language]}`}
      >
        <table>
          <thead>
            <tr>
              <th>{texts.app[language]}</th>
              <th>AgentId</th>
              <th>{texts.secret[language]}</th>
            </tr>
          </thead>
          <tbody>{corp.agents.map((agent) => <AgentRow key={agent.id} agent={agent} />)}</tbody>
        </table>
      </div>
      <CallbackTable language={language} corp={corp} />
      <div
        class="scroll"
        tabindex={0}
        role="region"
        aria-label={`${corp.name}: ${texts.name[language]}`}
      >
        <table>
          <thead>
            <tr>
              <th>{texts.name[language]}</th>
              <th>userid</th>
              <th>{texts.state[language]}</th>
            </tr>
          </thead>
          <tbody>
            {listPersonas(corp).map((persona) => (
              <tr>
                <td>{persona.name}</td>
                <td>
                  <code>{persona.id}</code>
                </td>
                <td>
                  <PersonaBadge
                    language={language}
                    corp={corp}
                    agent={corp.agents[0] ?? null}
                    persona={persona}
                  />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

/** Where WeCom sends what people write, and with which keys. */
function CallbackTable({ language, corp }: { language: Language; corp: Corp }) {
  const rows = [
    ...corp.agents.map(({ id, callback }) => {
      const accounts = corp.kfAccounts.filter(({ agentId }) => agentId === id);
      return { name: [id, ...accounts.map((account) => account.id)].join(" · "), callback };
    }),
    ...corp.bots.map(({ id, callback }) => ({ name: id, callback })),
  ];
  return (
    <div
      class="scroll"
      tabindex={0}
      role="region"
      aria-label={`${corp.name}: ${texts.callback[language]}`}
    >
      <table>
        <thead>
          <tr>
            <th>{texts.callback[language]}</th>
            <th>URL · Token · EncodingAESKey</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ name, callback }) => (
            <tr>
              <td>{name}</td>
              <td class="lines">
                <code>{callback.url}</code>
                <code>{callback.token}</code>
                <code>{callback.encodingAesKey}</code>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function AgentRow({ agent }: { agent: Agent }) {
  return (
    <tr>
      <td>{agent.name}</td>
      <td>
        <code>{agent.id}</code>
      </td>
      <td>
        <code>{agent.secret}</code>
      </td>
    </tr>
  );
}
