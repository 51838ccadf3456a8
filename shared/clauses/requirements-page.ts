/** The list of requirements as the page of the documentation that is written from it. Pure. */
import { controlByKey } from '../controls/index.ts';
import {
  type Requirement,
  requirementGroups,
  requirements,
  type Standing,
  standingOf,
} from './requirements.ts';

const words: Record<Standing, string> = {
  shown: 'shown',
  partly: 'in part',
  not_yet: '**not yet provable**',
  outside: 'not for this product',
};

const shownBy = ({ checks, pages }: Requirement) =>
  [...checks.map(key => controlByKey(key)?.words.title ?? key), ...pages.map(page => `\`${page}\``)].join(
    ', ',
  );

const rowOf = (one: Requirement) =>
  `| ${[one.id, one.sentence, words[standingOf(one)], shownBy(one), one.evidence, one.missing ?? ''].join(' | ')} |`;

export function requirementsPage(): string {
  const counts = Map.groupBy(requirements, standingOf);
  const of = (standing: Standing) => counts.get(standing)?.length ?? 0;
  const groups = Object.entries(requirementGroups).flatMap(([letter, name]) => [
    `## ${letter}. ${name}`,
    '',
    '| | What the school promises | Shown | By | Evidence | What is missing |',
    '| --- | --- | --- | --- | --- | --- |',
    ...requirements.filter(one => one.id.startsWith(letter)).map(rowOf),
    '',
  ]);
  return [
    '# What schools’ policies ask, line by line',
    '',
    `${requirements.length} lines, distilled from the online-safety policies of five schools. ${of('shown')} are shown, ${of('partly')} in part, ${of('not_yet')} cannot be shown yet, and ${of('outside')} are not for this product. The page _Promises → What cannot be shown yet_ says the same to the school. “By” names checks on computers, and pages of the console whose records show it.`,
    '',
    'What a check shows was tried on Linux. For Windows and Macs the checks are written to their makers’ interfaces and were never run on a real computer: what is said to be shown there is not proved yet.',
    '',
    'Written from `shared/clauses/requirement-lines.ts` by `node test/support/write-requirements.ts`; a test fails when a line is missing, names what is not there, or when this page is not what is written there.',
    '',
    ...groups,
  ].join('\n');
}
