import { Button } from "packages/ui/button.tsx";
import { ActionForm, ConfirmForm } from "packages/ui/console/confirm_form.tsx";
import { ConsolePage } from "packages/ui/console/console_page.tsx";
import { StateTag } from "packages/ui/console/state_tag.tsx";
import { useLang } from "packages/ui/page_frame.ts";
import type { BridgeSettings } from "services/upstream-bridge/domain/bridge_settings.ts";
import { ACCOUNTS_PATH, SETTINGS_PATH } from "services/upstream-bridge/pages/account_paths.ts";
import { OutcomeNotice } from "services/upstream-bridge/pages/accounts/outcome_notice.tsx";
import { ACCOUNT_TEXTS } from "services/upstream-bridge/pages/texts/account_texts.ts";
import type { Outcome } from "services/upstream-bridge/pages/texts/outcome_texts.ts";
import {
  CHECKS,
  type NumberSetting,
  PACE,
  RECONNECT_ON,
  SETTINGS_TEXTS as TEXTS,
} from "services/upstream-bridge/pages/texts/settings_texts.ts";

/** Props of {@link SettingsPage}. */
export interface SettingsPageProps {
  settings: BridgeSettings;
  outcome?: Outcome | undefined;
}

/** `/console/accounts/settings`: the switch that stops all sending, pace and caps, checks and reconnecting. */
export function SettingsPage({ settings, outcome }: SettingsPageProps) {
  const lang = useLang();
  return (
    <ConsolePage
      title={TEXTS.title[lang]}
      lead={TEXTS.lead[lang]}
      part={ACCOUNTS_PATH}
      actions={<a class="back" href={ACCOUNTS_PATH}>{ACCOUNT_TEXTS.back[lang]}</a>}
    >
      <OutcomeNotice outcome={outcome} />
      <Switch isOn={settings.sendingEnabled} />
      <form class="settings-form" method="post" action={SETTINGS_PATH}>
        <input type="hidden" name="action" value="save" />
        <section class="card">
          <h2>{TEXTS.pace[lang]}</h2>
          <p class="quiet">{TEXTS.paceLead[lang]}</p>
          <div class="settings-grid">
            {PACE.map((setting) => <NumberField key={setting.name} {...{ setting, settings }} />)}
          </div>
          <label class="check">
            <input type="checkbox" name="dryRun" value="1" checked={settings.dryRun} />
            <span>{TEXTS.dryRun[lang]}</span>
          </label>
        </section>
        <section class="card">
          <h2>{TEXTS.checks[lang]}</h2>
          <div class="settings-grid">
            {CHECKS.map((setting) => <NumberField key={setting.name} {...{ setting, settings }} />)}
          </div>
          <ReconnectOn chosen={settings.reconnectOn} />
        </section>
        <div>
          <Button type="submit">{TEXTS.save[lang]}</Button>
        </div>
      </form>
    </ConsolePage>
  );
}

function Switch({ isOn }: { isOn: boolean }) {
  const lang = useLang();
  return (
    <section class="card settings-switch">
      <div>
        <h2>
          {TEXTS.sending[lang]}{" "}
          <StateTag tone={isOn ? "good" : "bad"}>{TEXTS[isOn ? "isOn" : "isOff"][lang]}</StateTag>
        </h2>
        <p class="quiet">{TEXTS[isOn ? "stopDetail" : "stoppedDetail"][lang]}</p>
      </div>
      {isOn
        ? (
          <ConfirmForm
            action={SETTINGS_PATH}
            label={TEXTS.stopAll[lang]}
            question={TEXTS.askStop[lang]}
            fields={{ action: "stop" }}
          />
        )
        : (
          <ActionForm
            action={SETTINGS_PATH}
            label={TEXTS.resume[lang]}
            kind="primary"
            fields={{ action: "resume" }}
          />
        )}
    </section>
  );
}

function NumberField(
  { setting, settings }: { setting: NumberSetting; settings: BridgeSettings },
) {
  const lang = useLang();
  const { name, label, unit, min, max, factor } = setting;
  return (
    <label class="field">
      <span class="field-label">{label[lang]}</span>
      <span class="with-unit">
        <input
          class="input input-small"
          type="number"
          inputmode={factor === 1 ? "numeric" : "decimal"}
          name={name}
          value={String(settings[name] / factor)}
          min={min}
          max={max}
          step={factor === 1 ? 1 : 0.1}
          required
        />
        <span class="quiet">{unit[lang]}</span>
      </span>
    </label>
  );
}

function ReconnectOn({ chosen }: { chosen: BridgeSettings["reconnectOn"] }) {
  const lang = useLang();
  return (
    <fieldset class="choices">
      <legend>{TEXTS.reconnectOn[lang]}</legend>
      {RECONNECT_ON.map(({ value, label, detail }) => (
        <label key={value} class="check">
          <input
            type="checkbox"
            name="reconnectOn"
            value={value}
            checked={chosen.includes(value)}
          />
          <span>
            {label[lang]}
            {detail !== undefined && <span class="choice-detail">{detail[lang]}</span>}
          </span>
        </label>
      ))}
    </fieldset>
  );
}
