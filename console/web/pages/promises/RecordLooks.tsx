import { Button } from '@mantine/core';
import { IconEye } from '@tabler/icons-react';
import { useState } from 'react';
import { sayDay } from '../../../../shared/assets/dates.ts';
import type { RecordLook } from '../../../../shared/protocol/api/record-looks.ts';
import { Section } from '../../components/Page.tsx';
import { useChange } from '../../saving.ts';
import { useMay, useSession } from '../../session.tsx';
import { sayDate } from '../../time.ts';
import { RecordLookDialog, touches, withdrawLook } from './RecordLookDialog.tsx';

interface Props {
  /** Its key, or its line. */
  promise: string;
  sentence: string;
  looks: readonly RecordLook[];
  whoMay: string[];
  /** What the word is of. */
  note: string;
}

/** Of what no check and no figure shows: who looked whether it is so, and what they saw. */
export function RecordLooks({ promise, sentence, looks, whoMay, note }: Props) {
  const may = useMay();
  const [open, setOpen] = useState(false);
  const now = looks.find(one => one.takenBackAt === null && one.sentence === sentence);
  return (
    <Section title="Who looked whether it is so">
      <p className="quiet">{note}</p>
      {now === undefined ? <p>Nobody has written down yet that they looked.</p> : null}
      <ul className="plain-list">
        {looks.map(one => (
          <Told
            key={one.id}
            one={one}
            counts={one === now}
            of={one.sentence === sentence ? null : one.sentence}
          />
        ))}
      </ul>
      {may('clauses.edit') ? (
        <Button
          variant="default"
          className="no-print"
          leftSection={<IconEye size={16} aria-hidden />}
          onClick={() => setOpen(true)}
        >
          Write down a look
        </Button>
      ) : null}
      {open ? (
        <RecordLookDialog
          promise={promise}
          sentence={sentence}
          whoMay={whoMay}
          onClose={() => setOpen(false)}
        />
      ) : null}
    </Section>
  );
}

const wordsOf = ({ by, on, so, saw }: RecordLook) =>
  `${sayDay(on)}, ${by}: ${so ? 'it is so' : 'it is not so'}. “${saw}”`;

interface ToldProps {
  one: RecordLook;
  counts: boolean;
  /** The sentence that it was said of, where the promise is put otherwise now. */
  of: string | null;
}

function Told({ one, counts, of }: ToldProps) {
  const { school } = useSession();
  const may = useMay();
  const takeBack = useChange({ send: () => withdrawLook(one.id), touches });
  const words = wordsOf(one);
  const written =
    one.takenBackAt === null
      ? `${one.writtenBy} wrote it down on ${sayDate(one.writtenAt, school.timeZone)}. Look again by ${sayDay(one.next)}.`
      : `${one.takenBackBy} took it back on ${sayDate(one.takenBackAt, school.timeZone)}.`;
  return (
    <li className="line">
      <span className="line-words">
        {counts ? <strong>{words}</strong> : one.takenBackAt === null ? words : <s>{words}</s>}
        <span className="promise-age">
          {' '}
          {written}
          {of === null ? '' : ` It was said of “${of}”, so it does not count for the sentence of now.`}
        </span>
      </span>
      {counts && may('clauses.edit') ? (
        <Button
          size="compact-sm"
          variant="default"
          className="no-print"
          loading={takeBack.isPending}
          onClick={() => takeBack.mutate(undefined)}
        >
          Take back
        </Button>
      ) : null}
    </li>
  );
}
