import { Checkbox } from '@mantine/core';
import { sayStandards, standardsOfClause } from '../../../../shared/clauses/line-standards.ts';
import type { Requirement } from '../../../../shared/clauses/requirements.ts';
import { titleOf } from '../../control-words.ts';

export interface Suggested {
  sentence: string;
  controls: string[];
  /** Of the library: what it seems to say. */
  line: Requirement | undefined;
}

interface Props {
  found: Suggested;
  checked: boolean;
  onTurn(): void;
}

/** With what shows it, or why nothing does, and who else asks for it. */
export function PastedSentence({ found, checked, onTurn }: Props) {
  return (
    <Checkbox
      label={found.sentence}
      description={`${shownBy(found)} ${standardsWords(found)}`.trim()}
      checked={checked}
      onChange={onTurn}
    />
  );
}

function shownBy({ controls, line }: Suggested): string {
  if (controls.length > 0) return `Proved by: ${controls.map(titleOf).join(', ')}.`;
  if (line === undefined) return 'No check proves it.';
  if (line.pages.length > 0)
    return `No check proves it; records here show it, as in “${line.sentence}” ${line.evidence}.`;
  return `Nothing here shows it, as with “${line.sentence}” ${line.missing ?? ''}.`;
}

const standardsWords = ({ controls, line }: Suggested) =>
  controls.length > 0
    ? sayStandards(standardsOfClause(controls, undefined))
    : line === undefined
      ? ''
      : sayStandards(standardsOfClause([], line.id));
