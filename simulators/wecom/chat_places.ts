import { type Channel, nameChannel } from "simulators/wecom/channels.ts";
import type { Corp } from "simulators/wecom/corp.ts";
import { isInScope } from "simulators/wecom/directory.ts";

/** A chat between a person and an app, a 微信客服 account or an AI bot. */
export interface ChatPlace {
  /** `<corpid>/<channel>/<person>`. */
  id: string;
  corpId: string;
  channel: string;
  person: string;
  personName: string;
  /** The corp's name, unless it is the first corp. */
  otherCorp?: string;
  /** The name of the app, account or bot. */
  name: string;
  kind: Channel["kind"];
  /** The group, with an AI bot; absent in a single chat. */
  chatId?: string;
  /** The app, account or bot, as a push names it. */
  target: { agentId: number } | { openKfid: string } | { botId: string };
  /** The event that WeCom sends when the person opens the chat. */
  openingEvent: string;
}

const OPENING_EVENTS = { app: "enter_agent", kf: "enter_session", bot: "enter_chat" } as const;

/** The group of all members with each bot. */
const GROUP = "wr-demo-1";

/** All chats that are possible: members with apps and bots, customers with 微信客服 accounts. */
export function listPlaces(corps: readonly Corp[]): ChatPlace[] {
  return corps.flatMap((corp, index) => {
    const places = placesOf(corp);
    return index === 0 ? places : places.map((place) => ({ ...place, otherCorp: corp.name }));
  });
}

function placesOf(corp: Corp): ChatPlace[] {
  const corpId = corp.id;
  const members = corp.members.filter(({ status }) => status === 1);
  const customers = corp.outsiders.flatMap(({ name, customer }) =>
    customer ? [{ userid: customer.externalUserid, name }] : []
  );
  return [
    ...corp.kfAccounts.flatMap(({ id, name }) =>
      createPlaces({ corpId, kind: "kf", openKfid: id }, name, customers)
    ),
    ...corp.agents.flatMap((agent) => {
      const inScope = members.filter((member) => isInScope(corp, agent, member));
      return createPlaces({ corpId, kind: "app", agentId: agent.id }, agent.name, inScope);
    }),
    ...corp.bots.flatMap(({ id, name }) =>
      createPlaces({ corpId, kind: "bot", botId: id }, name, members)
        .flatMap((place) => [place, { ...place, id: `${place.id}/${GROUP}`, chatId: GROUP }])
    ),
  ];
}

function createPlaces(
  channel: Channel,
  name: string,
  people: readonly { userid: string; name: string }[],
): ChatPlace[] {
  const { corpId, kind, ...target } = channel;
  const channelName = nameChannel(channel);
  return people.map((person) => ({
    id: `${corpId}/${channelName}/${person.userid}`,
    corpId,
    channel: channelName,
    person: person.userid,
    personName: person.name,
    name,
    kind,
    target,
    openingEvent: OPENING_EVENTS[kind],
  }));
}

/** The chat with this id. */
export function findPlace(places: readonly ChatPlace[], id: string): ChatPlace | undefined {
  return places.find((place) => place.id === id);
}
