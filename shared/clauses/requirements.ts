/** The numbered requirements of schools' policies, and how far each can be shown. */
import { requirementLines } from './requirement-lines.ts';

export interface Requirement {
  /** "A-01": as the list of requirements numbers it. */
  id: string;
  /** As a school may take it over as a promise of its own. */
  sentence: string;
  /** Keys of the checks that show it on computers. */
  checks: readonly string[];
  /** Pages of the console whose records show it. */
  pages: readonly string[];
  evidence: string;
  /** What cannot be shown yet, or why it is not for this product; null where nothing is missing. */
  missing: string | null;
  outside: boolean;
}

export type Standing = 'shown' | 'partly' | 'not_yet' | 'outside';

const cellsOf = (line: string) => line.split('|').map(cell => cell.trim());

export const requirements: readonly Requirement[] = requirementLines
  .split('\n')
  .filter(line => line !== '')
  .map(line => {
    const [id = '', sentence = '', shownBy = '', evidence = '', missing = ''] = cellsOf(line);
    const named = shownBy === '' || shownBy === 'outside' ? [] : shownBy.split(', ');
    return {
      ...{ id, sentence, evidence },
      checks: named.filter(one => !one.startsWith('/')),
      pages: named.filter(one => one.startsWith('/')),
      missing: missing === '' ? null : missing,
      outside: shownBy === 'outside',
    };
  });

const byId = new Map(requirements.map(one => [one.id, one]));

export const requirementOf = (id: string): Requirement | undefined => byId.get(id);

export function standingOf({ checks, pages, missing, outside }: Requirement): Standing {
  if (outside) return 'outside';
  if (checks.length + pages.length === 0) return 'not_yet';
  return missing === null ? 'shown' : 'partly';
}

/** A promise of which nothing is left for a record or a person to show once its checks are met. */
export const shownByChecks = (one: Requirement): boolean =>
  one.checks.length > 0 && one.pages.length === 0 && one.missing === null;

/** Of the letter of a number. */
export const requirementGroups: Record<string, string> = {
  A: 'Screens that nobody watches',
  B: 'Switching off',
  C: 'Names and passwords',
  D: 'Rules that people sign',
  E: 'Sticks and other things that are plugged in',
  F: 'Programs',
  G: 'Viruses',
  H: 'Updates and known holes',
  I: 'Locked disks and lost computers',
  J: 'How computers are set up',
  K: 'Strange devices',
  L: 'Lending, and work at home',
  M: 'Help from outside',
  N: 'Backups',
  O: 'The list of things',
  P: 'Old things',
  Q: 'When something goes wrong',
  R: 'Reports',
  S: 'Policy, data and people',
  T: 'Named in policies, and not for this product',
  U: 'What pupils see',
};
