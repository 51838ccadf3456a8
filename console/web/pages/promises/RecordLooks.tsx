import { Button } from '@mantine/core';
import { IconEye } from '@tabler/icons-react';
import { useState } from 'react';
import { sayDay } from '../../../../shared/assets/dates.ts';
import type { RecordDetail, RecordLook } from '../../../../shared/protocol/api/promise-records.ts';
import { Section } from '../../components/Page.tsx';
import { useChange } from '../../saving.ts';
import { useMay, useSession } from '../../session.tsx';
import { sayDate } from '../../time.ts';
import { RecordLookDialog, touches, withdrawLook } from './RecordLookDialog.tsx';

/** Of a promise that no check and no figure shows: who looked whether it is so, and what they saw. */
export function RecordLooks({
  detail: { recorded, figured, looks, whoMay },
}: {
  detail: Pick<RecordDetail, 'recorded' | 'figured' | 'looks' | 'whoMay'>;
}) {
  const may = useMay();
  const [open, setOpen] = useState(false);
  if (figured) return null;
  const now = looks.find(one => one.takenBackAt === null);
  return (
    <Section title="Who looked whether it is so">
      <p className="quiet">
        No check and no count shows this. It holds by the word of somebody who looked, for a year at most.
      </p>
      {now === undefined ? <p>Nobody has written down yet that they looked.</p> : null}
      <ul className="plain-list">
        {looks.map(one => (
          <Told key={one.id} one={one} counts={one === now} />
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
          promise={recorded.line ?? ''}
          sentence={recorded.sentence}
          whoMay={whoMay}
          onClose={() => setOpen(false)}
        />
      ) : null}
    </Section>
  );
}

const wordsOf = ({ by, on, so, saw }: RecordLook) =>
  `${sayDay(on)}, ${by}: ${so ? 'it is so' : 'it is not so'}. “${saw}”`;

function Told({ one, counts }: { one: RecordLook; counts: boolean }) {
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
        <span className="promise-age"> {written}</span>
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
