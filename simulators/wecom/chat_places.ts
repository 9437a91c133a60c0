import type { Corp } from "simulators/wecom/corp.ts";
import { nameChannel } from "simulators/wecom/channels.ts";
import { isInScope } from "simulators/wecom/directory.ts";

/** A chat that somebody has open on their phone. */
export interface ChatPlace {
  /** `<corpid>/<channel>/<person>`. */
  id: string;
  corpId: string;
  channel: string;
  person: string;
  personName: string;
  /** The corp's name, unless it is the first. */
  otherCorp?: string;
  /** The app, account or bot at the other end. */
  name: string;
  kind: "app" | "kf" | "bot";
  /** What a push names the other end by. */
  target: { agentId: number } | { openKfid: string } | { botId: string };
  /** What WeCom tells the company when the person opens the chat. */
  openingEvent: string;
}

/** Every chat the cast could have: members with apps and bots, customers with kf accounts. */
export function listPlaces(corps: readonly Corp[]): ChatPlace[] {
  return corps.flatMap((corp, index) => {
    const places = placesOf(corp);
    return index === 0 ? places : places.map((place) => ({ ...place, otherCorp: corp.name }));
  });
}

function placesOf(corp: Corp): ChatPlace[] {
  return [
    ...corp.kfAccounts.flatMap((account) => customersOf(corp, account.id, account.name)),
    ...corp.agents.flatMap((agent) =>
      corp.members.filter((member) => member.status === 1 && isInScope(corp, agent, member)).map(
        ({ userid, name }) =>
          createPlace({
            corpId: corp.id,
            channel: nameChannel({ corpId: corp.id, kind: "app", agentId: agent.id }),
            person: userid,
            personName: name,
            name: agent.name,
            kind: "app",
            target: { agentId: agent.id },
            openingEvent: "enter_agent",
          }),
      )
    ),
    ...corp.bots.flatMap((bot) =>
      corp.members.filter(({ status }) => status === 1).map(({ userid, name }) =>
        createPlace({
          corpId: corp.id,
          channel: nameChannel({ corpId: corp.id, kind: "bot", botId: bot.id }),
          person: userid,
          personName: name,
          name: bot.name,
          kind: "bot",
          target: { botId: bot.id },
          openingEvent: "enter_chat",
        })
      )
    ),
  ];
}

function customersOf(corp: Corp, openKfid: string, name: string): ChatPlace[] {
  return corp.outsiders.flatMap((outsider) =>
    outsider.customer
      ? [createPlace({
        corpId: corp.id,
        channel: nameChannel({ corpId: corp.id, kind: "kf", openKfid }),
        person: outsider.customer.externalUserid,
        personName: outsider.name,
        name,
        kind: "kf",
        target: { openKfid },
        openingEvent: "enter_session",
      })]
      : []
  );
}

function createPlace(place: Omit<ChatPlace, "id">): ChatPlace {
  return { id: `${place.corpId}/${place.channel}/${place.person}`, ...place };
}

/** The chat with this id. */
export function findPlace(places: readonly ChatPlace[], id: string): ChatPlace | undefined {
  return places.find((place) => place.id === id);
}
