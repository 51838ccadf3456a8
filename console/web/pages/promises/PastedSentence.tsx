import { Checkbox } from '@mantine/core';
import type { Suggested } from '../../../../shared/clauses/library-signs.ts';
import { sayStandards, standardsOfClause } from '../../../../shared/clauses/line-standards.ts';
import { titleOf } from '../../control-words.ts';

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

const standardsWords = ({ controls, line, exact }: Suggested) =>
  controls.length === 0 && line === undefined
    ? ''
    : sayStandards(standardsOfClause(controls, exact || controls.length === 0 ? line?.id : undefined));
