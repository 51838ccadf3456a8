import { Anchor, Button } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { Link } from 'react-router';
import type { WaitingDevice } from '../../../../shared/protocol/api/enrolment.ts';
import { Ago } from '../../components/Ago.tsx';

interface Props {
  record: WaitingDevice['resembles'][number];
  sameAs: string | null | undefined;
  /** The record's id when it is the same computer, `null` when it is another. */
  onAnswer(sameAs: string | null): void;
}

/** Is this the same laptop? Only a person answers that. */
export function Resemblance({ record, sameAs, onAnswer }: Props) {
  const answer = (value: string | null, words: string) => (
    <Button
      size="compact-sm"
      variant={sameAs === value ? 'filled' : 'default'}
      aria-pressed={sameAs === value}
      onClick={() => onAnswer(value)}
    >
      {words}
    </Button>
  );
  return (
    <div className="resemblance">
      <p>
        <IconAlertTriangle size={16} aria-hidden />{' '}
        {record.agrees.length === 0 ? 'It resembles' : `It has ${record.agrees.join(' and ')} as`}{' '}
        <Anchor component={Link} to={`/devices/${record.id}`}>
          {record.name}
        </Anchor>
        {record.lastSeenAt === null ? '' : ', '}
        {record.lastSeenAt === null ? null : <Ago at={record.lastSeenAt} before="last seen" />}
        {record.provedKey ? ', and holds its old key: one disk was copied to the other.' : '.'}
      </p>
      <fieldset className="resemblance-answers">
        <legend className="hidden-words">Is it {record.name}?</legend>
        {answer(record.id, `It is ${record.name}`)}
        {answer(null, 'It is another computer')}
      </fieldset>
      <p className="quiet">
        {sameAs === record.id
          ? `Approving continues the record and history of ${record.name}.`
          : 'Approving makes a new record.'}
      </p>
    </div>
  );
}
