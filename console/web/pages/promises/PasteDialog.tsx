import { Button, Checkbox, Group, Modal, Stack, Textarea } from '@mantine/core';
import { useMemo, useState } from 'react';
import type { Clause } from '../../../../shared/clauses/clause.ts';
import { sentencesOf, suggestControls } from '../../../../shared/clauses/reading.ts';
import { titleOf } from '../../control-words.ts';
import { plural } from '../../time.ts';
import { newClause } from './WordsEditor.tsx';

interface Props {
  opened: boolean;
  onClose(): void;
  onAdd(clauses: Clause[]): void;
}

export function PasteDialog({ opened, onClose, onAdd }: Props) {
  return (
    <Modal opened={opened} onClose={onClose} title="Paste your policy" size="lg">
      <Choice onAdd={onAdd} />
    </Modal>
  );
}

/** Sentences that a check seems to prove are chosen already; a person looks at each. */
function Choice({ onAdd }: Pick<Props, 'onAdd'>) {
  const [text, setText] = useState('');
  const [turned, setTurned] = useState<ReadonlySet<string>>(new Set());
  const found = useMemo(
    () => sentencesOf(text).map(sentence => ({ sentence, controls: suggestControls(sentence) })),
    [text],
  );
  const chosen = found.filter(one => one.controls.length > 0 !== turned.has(one.sentence));
  const turn = (sentence: string) =>
    setTurned(before => {
      const next = new Set(before);
      if (!next.delete(sentence)) next.add(sentence);
      return next;
    });
  return (
    <Stack>
      <Textarea
        label="Text of your policy"
        description="It is read here, in your browser. Only the sentences that you choose are kept."
        autosize
        minRows={5}
        maxRows={12}
        value={text}
        onChange={event => setText(event.currentTarget.value)}
      />
      {text.trim() !== '' && found.length === 0 ? (
        <p className="quiet">No whole sentence was found in it.</p>
      ) : null}
      {found.length === 0 ? null : (
        <fieldset className="paste-choice">
          <legend>Sentences to keep</legend>
          {found.map(one => (
            <Checkbox
              key={one.sentence}
              label={one.sentence}
              description={
                one.controls.length === 0
                  ? 'No check proves it.'
                  : `Proved by: ${one.controls.map(titleOf).join(', ')}.`
              }
              checked={chosen.includes(one)}
              onChange={() => turn(one.sentence)}
            />
          ))}
        </fieldset>
      )}
      <Group>
        <Button
          disabled={chosen.length === 0}
          onClick={() => onAdd(chosen.map(one => newClause(one.sentence, one.controls)))}
        >
          {chosen.length === 0 ? 'Add the chosen sentences' : `Add ${plural(chosen.length, 'sentence')}`}
        </Button>
      </Group>
    </Stack>
  );
}
