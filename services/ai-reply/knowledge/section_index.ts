import MiniSearch, { type SearchResult } from "minisearch";
import type { Section } from "services/ai-reply/knowledge/sections.ts";
import { isStem, readTerms, readWords, type Word } from "services/ai-reply/knowledge/terms.ts";

/** Finds sections by the words of a question. */
export interface SectionIndex {
  /** Best first; none when too little of the question occurs in any section. */
  search(question: string, limit: number): Section[];
}

/** How much of the question a section must hold, weighed by how rare its words are. */
const MIN_COVERAGE = 0.3;
/** Sections far behind the best one only take its room. */
const MIN_SHARE_OF_BEST = 0.25;

/** As much is looked up of the beginning of a question, and of its end: with many sections every term holds everybody up. */
const EDGE_CHARACTERS = 60;

/** Sections that are indexed before others get their turn on the processor: some milliseconds' worth. */
const CHUNK_SIZE = 20;

/** Indexes the sections in memory, about 1 s and 18 MB for each MB of Chinese text. */
export async function createSectionIndex(sections: readonly Section[]): Promise<SectionIndex> {
  const index = new MiniSearch<{ id: number } & Section>({
    fields: ["title", "text"],
    tokenize: readTerms,
    // Done by `readTerms`.
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

/** A word that no document holds may be the customer's own for something that they call differently. */
const UNKNOWN_SHARE = 0.5;

/** Each word with its inverse document frequency: what stands in every section says little. */
function weigh(
  words: readonly Word[],
  results: readonly SearchResult[],
  total: number,
): ReadonlyMap<Word, number> {
  const rarity = (holding: number) => Math.log(1 + (total - holding + 0.5) / (holding + 0.5));
  return new Map(words.map((word) => {
    const holding = results.filter(({ queryTerms }) => share(word, queryTerms) > 0).length;
    return [word, holding === 0 ? rarity(1) * UNKNOWN_SHARE : rarity(holding)];
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

/** From 0 to 1: how much of the word is there. */
function share({ text, pairs }: Word, terms: readonly string[]): number {
  if (terms.includes(text)) return 1;
  if (pairs.length === 0) return 0;
  return pairs.filter((pair) => terms.includes(pair)).length / pairs.length;
}
