import { Button, Checkbox, Group, Modal, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { Clause } from '../../../../shared/clauses/clause.ts';
import { sayStandards, standardsOfLine } from '../../../../shared/clauses/line-standards.ts';
import {
  type Requirement,
  requirements,
  shownByChecks,
  standingOf,
} from '../../../../shared/clauses/requirements.ts';
import { After } from '../../components/After.tsx';
import { titleOf } from '../../control-words.ts';
import { plural } from '../../time.ts';
import { newClause } from './WordsEditor.tsx';

interface Props {
  opened: boolean;
  taken: readonly Clause[];
  onClose(): void;
  onAdd(clauses: Clause[]): void;
}

/** Sentences of ours, each with what shows it; taken over they are the school's to put otherwise. */
export function LibraryDialog({ opened, onClose, taken, onAdd }: Props) {
  return (
    <Modal opened={opened} onClose={onClose} title="Choose from the library" size="lg">
      <Choice taken={taken} onAdd={onAdd} />
    </Modal>
  );
}

const offered = requirements.filter(one => ['shown', 'partly'].includes(standingOf(one)));

function Choice({ taken, onAdd }: Pick<Props, 'taken' | 'onAdd'>) {
  const [search, setSearch] = useState('');
  const [chosen, setChosen] = useState<readonly Requirement[]>([]);
  const left = offered.filter(
    one => !taken.some(clause => clause.line === one.id || clause.sentence === one.sentence),
  );
  const sought = search.trim().toLowerCase();
  const found = left.filter(one => `${one.sentence} ${askedBy(one)}`.toLowerCase().includes(sought));
  const turn = (one: Requirement) =>
    setChosen(chosen.includes(one) ? chosen.filter(other => other !== one) : [...chosen, one]);
  return (
    <Stack>
      <TextInput
        label="Find a sentence"
        description="By its words, or by a national standard, such as A5.9. You can put each in your own words afterwards."
        type="search"
        value={search}
        onChange={event => setSearch(event.currentTarget.value)}
        data-autofocus
      />
      {found.length === 0 ? (
        <p className="quiet">No sentence has these words.</p>
      ) : (
        <fieldset className="paste-choice">
          <legend>Sentences to take over</legend>
          {found.map(one => (
            <Checkbox
              key={one.id}
              label={one.sentence}
              description={shownBy(one)}
              checked={chosen.includes(one)}
              onChange={() => turn(one)}
            />
          ))}
        </fieldset>
      )}
      <After>They join your draft and can be taken out again; nothing counts before you save it.</After>
      <Group>
        <Button
          disabled={chosen.length === 0}
          onClick={() => onAdd(chosen.map(one => newClause(one.sentence, [...one.checks], one.id)))}
        >
          {chosen.length === 0 ? 'Add the chosen sentences' : `Add ${plural(chosen.length, 'sentence')}`}
        </Button>
      </Group>
    </Stack>
  );
}

const askedBy = (one: Requirement) => sayStandards(standardsOfLine(one));

function shownBy(one: Requirement): string {
  const { checks, evidence, missing } = one;
  const named = checks.map(titleOf).join(', ');
  const proved = shownByChecks(one) ? `Proved by: ${named}` : `Only a part is proved, by: ${named}`;
  const by = checks.length === 0 ? 'Shown by the records here' : proved;
  return `${by}. ${evidence}.${missing === null ? '' : ` Missing: ${missing}.`} ${askedBy(one)}`;
}
