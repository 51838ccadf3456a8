import { Checkbox, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { type BackupKind, backupKinds, backupKindWords } from '../../../../shared/backups/standing.ts';
import { type Backup, backupList } from '../../../../shared/protocol/api/backups.ts';
import { change } from '../../api-client.ts';
import { FormDialog } from '../../components/FormDialog.tsx';
import { useSession, useToday } from '../../session.tsx';
import { useTextFields } from '../../text-fields.ts';

/** What is backed up, by whom, how, and how often. */
export function BackupDialog({ backup, onClose }: { backup: Backup | null; onClose(): void }) {
  const { fields, text } = useTextFields({
    what: backup?.what ?? '',
    owner: backup?.owner ?? '',
    method: backup?.method ?? '',
    everyDays: String(backup?.everyDays ?? 1),
    testMonths: String(backup?.testMonths ?? 4),
    endedOn: backup?.endedOn ?? '',
  });
  const [away, setAway] = useState(backup?.away ?? false);
  const send = () => {
    const { everyDays, testMonths, endedOn, ...texts } = fields;
    const numbers = { everyDays: Number(everyDays), testMonths: Number(testMonths) };
    const body = { ...texts, ...numbers, away, endedOn: endedOn || null };
    return backup === null
      ? change('POST', '/backups', body, backupList)
      : change('PUT', `/backups/${backup.id}`, { ...body, revision: backup.revision }, backupList);
  };
  return (
    <FormDialog
      after="It can be changed again at any time."
      title={backup?.what ?? 'Enter what is backed up'}
      verb="Save"
      said="Saved."
      onClose={onClose}
      send={send}
    >
      {wrong => (
        <>
          <TextInput label="What is backed up" maxLength={120} data-autofocus {...text('what', wrong)} />
          <TextInput label="How, and where it is kept" maxLength={200} {...text('method', wrong)} />
          <Checkbox
            label="A copy lies elsewhere, or where nobody on the network reaches it"
            checked={away}
            onChange={event => setAway(event.currentTarget.checked)}
          />
          <div className="two-fields">
            <TextInput label="Who sees to it" maxLength={120} {...text('owner', wrong)} />
            <TextInput
              label="At most so many days between two"
              inputMode="numeric"
              {...text('everyDays', wrong)}
            />
            <TextInput
              label="Restoring is tried again after so many months"
              inputMode="numeric"
              {...text('testMonths', wrong)}
            />
            {backup === null ? null : (
              <TextInput type="date" label="Not needed any more since" {...text('endedOn', wrong)} />
            )}
          </div>
        </>
      )}
    </FormDialog>
  );
}

/** That one was made, or that restoring was tried, and how it ended. */
export function EntryDialog({ backup, onClose }: { backup: Backup; onClose(): void }) {
  const { person } = useSession();
  const [kind, setKind] = useState<BackupKind>('made');
  const [good, setGood] = useState(true);
  const { fields, text } = useTextFields({ doneOn: useToday(), doneBy: person.name, note: '' });
  return (
    <FormDialog
      title={`Write down: ${backup.what}`}
      verb="Write it down"
      said="Written down, with your name."
      onClose={onClose}
      send={() => change('POST', `/backups/${backup.id}/entries`, { ...fields, kind, good }, backupList)}
    >
      {wrong => (
        <>
          <div className="two-fields">
            <NativeSelect
              label="What was done"
              data={backupKinds.map(value => ({ value, label: backupKindWords[value] }))}
              value={kind}
              onChange={event => setKind(event.currentTarget.value as BackupKind)}
              data-autofocus
            />
            <NativeSelect
              label="How it ended"
              data={[
                { value: 'good', label: 'It worked' },
                { value: 'failed', label: 'It failed' },
              ]}
              value={good ? 'good' : 'failed'}
              onChange={event => setGood(event.currentTarget.value === 'good')}
            />
            <TextInput type="date" label="On" {...text('doneOn', wrong)} />
            <TextInput label="By whom" maxLength={120} {...text('doneBy', wrong)} />
          </div>
          <Textarea
            label="Note"
            description="Of a restore: what was brought back, and how long it took"
            autosize
            maxLength={500}
            {...text('note', wrong)}
          />
          <p className="quiet">What is written down stays. To put something right, write another entry.</p>
        </>
      )}
    </FormDialog>
  );
}
