/**
 * What the states of an asset are called. Each has a standard word, and a school may give its own; the state itself, what it
 * asks and where it leads (`states.ts`) never change. What is kept (the history, a chain of custody) says the standard word,
 * and what people read says the school's.
 */
import * as z from 'zod';
import { type AssetState, assetStates } from './states.ts';

export type StateWords = Readonly<Record<AssetState, string>>;

export const standardWords: StateWords = {
  ordered: 'Ordered',
  in_stock: 'In stock',
  in_service: 'In service',
  on_loan: 'On loan',
  in_repair: 'In repair',
  lost: 'Lost',
  stolen: 'Stolen',
  quarantined: 'Quarantined',
  awaiting_disposal: 'Awaiting disposal',
  collected: 'Collected',
  disposed: 'Disposed',
  returned_to_owner: 'Returned to owner',
};

/** What each stands for, for whoever gives it another word. */
export const stateMeanings: StateWords = {
  ordered: 'Bought and not here yet',
  in_stock: 'Here, and in nobody’s hands',
  in_service: 'In use where the register says',
  on_loan: 'Handed over under Loans',
  in_repair: 'Being mended, here or elsewhere',
  lost: 'Nobody knows where it is',
  stolen: 'Somebody took it',
  quarantined: 'Kept as it is; nobody may use, lend or dispose of it',
  awaiting_disposal: 'Written off, and not collected yet',
  collected: 'With whoever disposes of it; the papers are not complete',
  disposed: 'Gone, with every paper; its record can only be read',
  returned_to_owner: 'Back with whoever owned it; its record can only be read',
};

export const longestStateWord = 40;

/** The school's own, by state. */
export const ownStateWords = z.partialRecord(z.enum(assetStates), z.string().max(longestStateWord));
export type OwnStateWords = z.output<typeof ownStateWords>;

export const stateWordsWith = (own: OwnStateWords): StateWords => ({ ...standardWords, ...own });

/** The states by what a spreadsheet may call them: the standard word, and the school's own. */
export const stateWordKey = (words: string): string => words.trim().toLowerCase().replace(/\s+/g, ' ');

/** Says a state within a sentence: one capital at its beginning goes, and those of names and short forms stay. */
export const stateSayer = (words: StateWords) => (state: AssetState) =>
  words[state].replace(/^\p{Lu}(?=\p{Ll})/u, first => first.toLowerCase());

/** By state, what stands against its own word; empty when nothing does. A word says one state, on pages and in spreadsheets. */
export function stateWordProblems(own: OwnStateWords): Partial<Record<AssetState, string>> {
  const all = stateWordsWith(own);
  const wrong = assetStates.flatMap(state => {
    const key = stateWordKey(all[state]);
    const other = assetStates.find(
      one => one !== state && [one, stateWordKey(standardWords[one]), stateWordKey(all[one])].includes(key),
    );
    if (own[state] === undefined || other === undefined) return [];
    return [[state, `This is what “${standardWords[other]}” is called: choose another word`]];
  });
  return Object.fromEntries(wrong);
}
