import { ShortId } from "packages/ui/console/short_id.tsx";
import { StateTag } from "packages/ui/console/state_tag.tsx";
import { Cell, Table } from "packages/ui/console/table.tsx";
import { useLang } from "packages/ui/page_frame.ts";
import { accountPath } from "services/upstream-bridge/pages/account_paths.ts";
import type { AccountView } from "services/upstream-bridge/pages/account_view.ts";
import {
  CONTACT_TEXTS as TEXTS,
  RELATIONS,
} from "services/upstream-bridge/pages/texts/contact_texts.ts";
import type { ExternalPage, InnerPage } from "services/upstream-bridge/contacts/read_contacts.ts";

/** External contacts. */
export function ContactTable(
  { account, items }: { account: AccountView; items: ExternalPage["items"] },
) {
  const lang = useLang();
  const heads = [TEXTS.name, TEXTS.company, TEXTS.mobile, TEXTS.relation, TEXTS.id];
  return (
    <Table
      caption={TEXTS.external[lang]}
      columns={heads.map((head) => head[lang])}
      actions={TEXTS.actions[lang]}
    >
      {items.map((contact) => {
        const name = contact.remark || contact.realname || contact.nickname || contact.id;
        return (
          <tr
            key={contact.id}
            data-find={[name, contact.nickname, contact.companyRemark, contact.id].join(" ")}
          >
            <Cell kind="wide">
              <b class="contact-name">{name}</b>
              {contact.nickname !== "" && contact.nickname !== name && (
                <span class="quiet room-mark">{contact.nickname}</span>
              )}
            </Cell>
            <Cell>
              <ContactText text={contact.companyRemark} />
            </Cell>
            <Cell>{contact.maskedMobile || contact.maskedRemarkPhones[0] || ""}</Cell>
            <Cell>
              <StateTag tone={contact.relation === "friend" ? "quiet" : "warn"}>
                {RELATIONS[contact.relation]![lang]}
              </StateTag>
            </Cell>
            <Cell>
              <ShortId id={contact.id} />
            </Cell>
            <Cell kind="actions">
              <Write account={account} id={contact.id} name={name} />
            </Cell>
          </tr>
        );
      })}
    </Table>
  );
}

/** Departments as a line of tags, and their members. */
export function InnerContacts({ account, page }: { account: AccountView; page: InnerPage }) {
  const lang = useLang();
  const { departments, members } = page;
  const names = new Map(departments.map(({ id, name }) => [id, name]));
  const heads = [TEXTS.name, TEXTS.department, TEXTS.position, TEXTS.mobile, TEXTS.id];
  return (
    <>
      {departments.length > 0 && (
        <p class="departments">
          <span class="quiet">{TEXTS.departments[lang]}</span>
          {departments.map(({ id, name }) => <span key={id} class="tag">{name || id}</span>)}
        </p>
      )}
      {members.length > 0 && (
        <Table
          caption={TEXTS.inner[lang]}
          columns={heads.map((head) => head[lang])}
          actions={TEXTS.actions[lang]}
        >
          {members.map((member) => {
            const name = member.realname || member.nickname || member.id;
            const department = names.get(member.departmentId ?? "") ?? "";
            return (
              <tr
                key={member.id}
                data-find={[name, member.nickname, member.account, department, member.id].join(" ")}
              >
                <Cell kind="wide">
                  <b class="contact-name">{name}</b>
                </Cell>
                <Cell>
                  <ContactText text={department} />
                </Cell>
                <Cell>
                  <ContactText text={member.position} />
                </Cell>
                <Cell>{member.maskedMobile}</Cell>
                <Cell>
                  <ShortId id={member.id} />
                </Cell>
                <Cell kind="actions">
                  <Write account={account} id={member.id} name={name} />
                </Cell>
              </tr>
            );
          })}
        </Table>
      )}
    </>
  );
}

function ContactText({ text }: { text: string }) {
  return text === "" ? null : <span class="contact-text">{text}</span>;
}

/** Opens the send box with this contact. */
function Write({ account, id, name }: { account: AccountView; id: string; name: string }) {
  const lang = useLang();
  const query = new URLSearchParams({ to: id, name });
  return (
    <a
      class="button button-quiet button-small"
      href={`${accountPath(account.id, "send")}?${query}`}
      aria-label={`${TEXTS.write[lang]} ${name}`}
    >
      {TEXTS.write[lang]}
    </a>
  );
}
