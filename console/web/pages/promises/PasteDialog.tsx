import { Button, Group, Modal, Stack, Textarea } from '@mantine/core';
import { useMemo, useState } from 'react';
import { type Clause, mostPromises } from '../../../../shared/clauses/clause.ts';
import { type Suggested, suggestFor } from '../../../../shared/clauses/library-signs.ts';
import { longest, readPolicy } from '../../../../shared/clauses/reading.ts';
import { After } from '../../components/After.tsx';
import { plural } from '../../time.ts';
import { LongSentence } from './LongSentence.tsx';
import { PastedSentence } from './PastedSentence.tsx';
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

/** Chosen already is only what the library says to the letter and something here shows: a wrong guess would be a false promise. */
const isShown = ({ controls, line, exact }: Suggested) =>
  exact && (controls.length > 0 || (line?.pages.length ?? 0) > 0);

/** Where checks prove a sentence of other words, the line that it seems to be says nothing more. */
const lineOf = ({ controls, line, exact }: Suggested) =>
  exact || controls.length === 0 ? line?.id : undefined;

function Choice({ onAdd }: Pick<Props, 'onAdd'>) {
  const [text, setText] = useState('');
  const [turned, setTurned] = useState<ReadonlySet<string>>(new Set());
  /** What a person made of a sentence that was too long. */
  const [instead, setInstead] = useState<ReadonlyMap<string, string[]>>(new Map());
  const { sentences, left, more } = useMemo(() => readPolicy(text), [text]);
  const found = useMemo(
    () => sentences.flatMap(one => instead.get(one) ?? [one]).map(suggestFor),
    [sentences, instead],
  );
  const fits = ({ sentence }: Suggested) => sentence.length <= longest;
  const chosen = found.filter(one => fits(one) && isShown(one) !== turned.has(one.sentence));
  const long = found.filter(one => !fits(one));
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
          <p className="quiet">
            What seems to prove each is a guess from its words. Choose those where it is right.
          </p>
          {found.map(one =>
            fits(one) ? (
              <PastedSentence
                key={one.sentence}
                found={one}
                checked={chosen.includes(one)}
                onTurn={() => turn(one.sentence)}
              />
            ) : (
              <LongSentence
                key={one.sentence}
                sentence={one.sentence}
                onInstead={parts => setInstead(before => new Map(before).set(one.sentence, parts))}
              />
            ),
          )}
        </fieldset>
      )}
      <Passed left={left} more={more} long={long.length} />
      <After>They join your draft and can be taken out again; nothing counts before you save it.</After>
      <Group>
        <Button
          disabled={chosen.length === 0}
          onClick={() => onAdd(chosen.map(one => newClause(one.sentence, one.controls, lineOf(one))))}
        >
          {chosen.length === 0 ? 'Add the chosen sentences' : `Add ${plural(chosen.length, 'sentence')}`}
        </Button>
        {chosen.length > mostPromises ? (
          <p className="quiet">A school has at most {mostPromises} promises: choose the ones that matter.</p>
        ) : null}
      </Group>
    </Stack>
  );
}

/** What is not among the sentences, and why: nothing is passed over without a word. */
function Passed({ left, more, long }: { left: readonly string[]; more: boolean; long: number }) {
  return (
    <>
      {long === 0 ? null : (
        <p>
          {plural(long, 'sentence')} above {long === 1 ? 'is' : 'are'} too long for a promise, and{' '}
          {long === 1 ? 'is' : 'are'} not added until you split or shorten {long === 1 ? 'it' : 'them'}.
        </p>
      )}
      {more ? <p>Your policy goes on. Add these first, and paste the rest afterwards.</p> : null}
      {left.length === 0 ? null : (
        <details className="quiet">
          <summary>Left out: {plural(left.length, 'heading or scrap', 'headings and scraps')}</summary>
          <ul>
            {left.map(one => (
              <li key={one}>{one}</li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}
