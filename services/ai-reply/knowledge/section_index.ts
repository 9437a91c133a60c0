import MiniSearch, { type SearchResult } from "minisearch";
import type { Topic } from "services/ai-reply/knowledge/conversation_topics.ts";
import type { Section } from "services/ai-reply/knowledge/sections.ts";
import { isStem, readTerms, readWords, type Word } from "services/ai-reply/knowledge/terms.ts";

/** Searches sections by the words of a question. */
export interface SectionIndex {
  /**
   * Returns the best sections, best first; none if no section contains enough of the question, or of what the
   * conversation before it is about.
   */
  search(question: string, about: readonly Topic[], limit: number): Section[];
}

/** The share of the question that a section must contain, weighted by how rare the words are. */
const MIN_COVERAGE = 0.3;
/** Sections with a much lower score than the best one are left out. */
const MIN_SHARE_OF_BEST = 0.25;

/**
 * Only this much of the beginning and of the end of a question is searched: with many sections, every term costs time.
 */
const EDGE_CHARACTERS = 60;
/** The same for a topic. */
const TOPIC_EDGE_CHARACTERS = 30;

/** How much the topics of a conversation count beside the question itself. */
const TOPICS_SHARE = 0.4;
/** Sections with such a share of the best score fit a question equally: topics decide among them. */
const EQUAL_SHARE = 0.8;
/** A section that fits the topics much worse than another one is about an older subject. */
const MIN_SHARE_OF_BEST_TOPIC = 0.5;

/** Number of sections that are indexed without a pause for other work: a few milliseconds. */
const CHUNK_SIZE = 20;

/** Indexes the sections in memory, about 1 s and 18 MB for each MB of Chinese text. */
export async function createSectionIndex(sections: readonly Section[]): Promise<SectionIndex> {
  const index = new MiniSearch<{ id: number } & Section>({
    fields: ["title", "text"],
    tokenize: readTerms,
    // `readTerms` has normalised the terms.
    processTerm: (term) => term,
    searchOptions: {
      tokenize: (question) => [...new Set(readTerms(question))],
      boost: { title: 2 },
      prefix: isStem,
      weights: { prefix: 0.4, fuzzy: 0 },
    },
  });
  const documents = sections.map((section, id) => ({ id, ...section }));
  await index.addAllAsync(documents, { chunkSize: CHUNK_SIZE });
  const match = (text: string, edge: number) => matchSections(index, text, edge, sections.length);
  return {
    search(question, about, limit) {
      const own = match(question, EDGE_CHARACTERS);
      const topics = own.isAsking
        ? addTopics(about, (text) => match(text, TOPIC_EDGE_CHARACTERS))
        : NONE;
      const candidates = new Set([...own.scores.keys(), ...own.namesSubject ? [] : topics.keys()]);
      const share = changesSubject(own, topics) ? 0 : TOPICS_SHARE;
      const score = (id: number) => (own.scores.get(id) ?? 0) + share * (topics.get(id) ?? 0);
      return [...candidates].sort((one, other) => score(other) - score(one) || one - other)
        .slice(0, limit).map((id) => sections[id]!);
    },
  };
}

const NONE: ReadonlyMap<number, number> = new Map();

/** The sections that contain enough of a text. */
interface Matches {
  /** By the number of the section, best first, from 0 to 1. */
  readonly scores: ReadonlyMap<number, number>;
  /** Whether a heading of the best section is in the text, so that earlier subjects do not matter. */
  readonly namesSubject: boolean;
  /** Whether the text has words to search, or asks something about what was said before. */
  readonly isAsking: boolean;
}

const ASKS = /[?？吗呢几哪]|多少|怎|如何|什么|how|what|which|when|where/i;

function matchSections(
  index: MiniSearch<{ id: number } & Section>,
  text: string,
  edge: number,
  total: number,
): Matches {
  const asked = keepEdges(text, edge);
  const words = readWords(asked);
  if (words.length === 0) {
    return { scores: NONE, namesSubject: false, isAsking: ASKS.test(asked) };
  }
  const results = index.search(asked);
  const weights = weigh(words, results, total);
  const best = results[0]?.score ?? 0;
  const found = results.filter(({ score, queryTerms }) =>
    score >= best * MIN_SHARE_OF_BEST && coverage(weights, queryTerms) >= MIN_COVERAGE
  );
  return {
    scores: new Map(found.map(({ id, score }) => [id, score / best])),
    namesSubject: Object.values(found[0]?.match ?? {}).some((fields) => fields.includes("title")),
    isAsking: true,
  };
}

/** Adds up how well sections fit the topics, without those that fit an older subject only. */
function addTopics(
  about: readonly Topic[],
  match: (text: string) => Matches,
): ReadonlyMap<number, number> {
  const sums = new Map<number, number>();
  for (const { text, weight } of about) {
    for (const [id, score] of match(text).scores) {
      sums.set(id, (sums.get(id) ?? 0) + weight * score);
    }
  }
  const least = Math.max(0, ...sums.values()) * MIN_SHARE_OF_BEST_TOPIC;
  return new Map([...sums].filter(([, sum]) => sum >= least));
}

/** Whether the question names a subject that is none of the topics. */
function changesSubject(own: Matches, topics: ReadonlyMap<number, number>): boolean {
  if (!own.namesSubject) return false;
  return ![...own.scores].some(([id, score]) => score >= EQUAL_SHARE && topics.has(id));
}

function keepEdges(text: string, edge: number): string {
  const characters = [...text];
  if (characters.length <= 2 * edge) return text;
  return `${characters.slice(0, edge).join("")}\n${characters.slice(-edge).join("")}`;
}

/** A word that is in no document counts less: the customer may use another word for the same thing. */
const UNKNOWN_WORD_WEIGHT = 0.5;

/** Weighs each word by its inverse document frequency. */
function weigh(
  words: readonly Word[],
  results: readonly SearchResult[],
  total: number,
): ReadonlyMap<Word, number> {
  const rarity = (holding: number) => Math.log(1 + (total - holding + 0.5) / (holding + 0.5));
  return new Map(words.map((word) => {
    const holding = results.filter(({ queryTerms }) => share(word, queryTerms) > 0).length;
    return [word, holding === 0 ? rarity(1) * UNKNOWN_WORD_WEIGHT : rarity(holding)];
  }));
}

function coverage(weights: ReadonlyMap<Word, number>, terms: readonly string[]): number {
  let held = 0;
  let all = 0;
  for (const [word, weight] of weights) {
    held += weight * share(word, terms);
    all += weight;
  }
  return held / all;
}

/** How much of the word is among the terms, from 0 to 1. */
function share({ text, pairs }: Word, terms: readonly string[]): number {
  if (terms.includes(text)) return 1;
  if (pairs.length === 0) return 0;
  return pairs.filter((pair) => terms.includes(pair)).length / pairs.length;
}
