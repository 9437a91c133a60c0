import MiniSearch, { type SearchResult } from "minisearch";
import type { Section } from "services/ai-reply/knowledge/sections.ts";
import { isStem, readTerms, readWords, type Word } from "services/ai-reply/knowledge/terms.ts";

/** Searches sections by the words of a question. */
export interface SectionIndex {
  /** Returns the best sections, best first; none if no section contains enough of the question. */
  search(question: string, limit: number): Section[];
}

/** The share of the question that a section must contain, weighted by how rare the words are. */
const MIN_COVERAGE = 0.3;
/** Sections with a much lower score than the best one are left out. */
const MIN_SHARE_OF_BEST = 0.25;

/** Only this much of the beginning and of the end of a question is searched: with many sections, every term costs time. */
const EDGE_CHARACTERS = 60;

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
  return {
    search(question, limit) {
      const asked = keepEdges(question);
      const words = readWords(asked);
      if (words.length === 0) return [];
      const results = index.search(asked);
      const weights = weigh(words, results, sections.length);
      const best = results[0]?.score ?? 0;
      return results
        .filter(({ score, queryTerms }) =>
          score >= best * MIN_SHARE_OF_BEST && coverage(weights, queryTerms) >= MIN_COVERAGE
        )
        .slice(0, limit)
        .map(({ id }) => sections[id]!);
    },
  };
}

function keepEdges(question: string): string {
  const characters = [...question];
  if (characters.length <= 2 * EDGE_CHARACTERS) return question;
  const [start, end] = [characters.slice(0, EDGE_CHARACTERS), characters.slice(-EDGE_CHARACTERS)];
  return `${start.join("")}\n${end.join("")}`;
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
