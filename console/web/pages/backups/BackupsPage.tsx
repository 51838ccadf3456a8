import { Button, Group, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { sayDay } from '../../../../shared/assets/dates.ts';
import { backupKindWords } from '../../../../shared/backups/standing.ts';
import type { Backup, BackupList } from '../../../../shared/protocol/api/backups.ts';
import { Ago } from '../../components/Ago.tsx';
import { Export } from '../../components/Export.tsx';
import { Empty, Loaded } from '../../components/Loaded.tsx';
import { Page } from '../../components/Page.tsx';
import { StateMark } from '../../components/StateMark.tsx';
import { useMay } from '../../session.tsx';
import { views } from '../../views.ts';
import '../upkeep/upkeep.css';
import { BackupDialog, EntryDialog } from './BackupDialogs.tsx';

/** What is backed up, when the last one was good, and when restoring was last tried. */
export function BackupsPage() {
  const query = useQuery(views.backups());
  const [editing, setEditing] = useState<Backup | null>();
  const [noting, setNoting] = useState<Backup>();
  const edit = useMay()('backups.edit');
  return (
    <Page
      title="Backups"
      lead="What is backed up, when the last one was good, and when somebody last tried to bring it back. Caretaker backs up only its own records; of everything else it keeps what people write down."
      actions={
        <Group gap="xs">
          <Export list="/backups" what="the backups" />
          {edit ? <Button onClick={() => setEditing(null)}>Enter what is backed up</Button> : null}
        </Group>
      }
    >
      <Loaded query={query} what="the backups" skeleton={<Skeleton height={200} />}>
        {({ items, console: own }) => (
          <>
            <OwnBackup of={own} />
            {items.length === 0 ? (
              <Empty title="Nothing is entered yet.">
                Begin with what the school could not do without: the office’s server, its files, and the
                system for pupils’ data.
              </Empty>
            ) : (
              <Table items={items} edit={edit ? setEditing : undefined} note={setNoting} />
            )}
          </>
        )}
      </Loaded>
      {editing === undefined ? null : <BackupDialog backup={editing} onClose={() => setEditing(undefined)} />}
      {noting === undefined ? null : <EntryDialog backup={noting} onClose={() => setNoting(undefined)} />}
    </Page>
  );
}

/** The console's own records, of which it knows by itself. */
function OwnBackup({ of: { madeAt, triedAt } }: { of: BackupList['console'] }) {
  const age = (at: number | null) => (at === null ? 'never' : <Ago at={at} />);
  return (
    <p>
      <strong>These records themselves.</strong> Last backup: {age(madeAt)}. Restoring last tried:{' '}
      {age(triedAt)}. On the console’s computer <code>caretaker backup</code> makes one, and{' '}
      <code>caretaker restore --check</code> tries it.
    </p>
  );
}

interface TableProps {
  items: readonly Backup[];
  edit: ((backup: Backup) => void) | undefined;
  note(backup: Backup): void;
}

function Table({ items, edit, note }: TableProps) {
  return (
    <table className="device-table list-table">
      <caption className="hidden-words">Backups</caption>
      <thead>
        <tr>
          <th scope="col">What</th>
          <th scope="col">Last backup</th>
          <th scope="col">Restoring</th>
          <th scope="col">Copy elsewhere</th>
          <th scope="col">
            <span className="hidden-words">Actions</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {items.map(one => (
          <tr key={one.id}>
            <td className="long-word">
              <strong>{one.what}</strong>{' '}
              <span className="quiet">
                {one.method}; {one.owner}
                {one.endedOn === null ? '' : `; not needed since ${sayDay(one.endedOn)}`}
              </span>
              <Entries of={one} />
            </td>
            <td data-label="Last backup">
              <Standing of={one.made} about={`the last backup of ${one.what}`} />
            </td>
            <td data-label="Restoring">
              <Standing of={one.restored} about={`restoring ${one.what}`} />
            </td>
            <td data-label="Copy elsewhere">
              <Standing
                of={one.away ? { state: 'met', words: 'yes' } : { state: 'not_met', words: 'no' }}
                about={`a copy of ${one.what} elsewhere`}
              />
            </td>
            <td>
              {edit === undefined ? null : (
                <Group gap="xs" wrap="nowrap">
                  <Button
                    size="compact-sm"
                    variant="default"
                    aria-label={`Write down: ${one.what}`}
                    onClick={() => note(one)}
                  >
                    Write down
                  </Button>
                  <Button
                    size="compact-sm"
                    variant="default"
                    aria-label={`Change ${one.what}`}
                    onClick={() => edit(one)}
                  >
                    Change
                  </Button>
                </Group>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const Standing = ({ of, about }: { of: Backup['made']; about: string }) => (
  <span className="readiness">
    <StateMark state={of.state} about={about} /> <span>{of.words}</span>
  </span>
);

function Entries({ of: { entries } }: { of: Backup }) {
  if (entries.length === 0) return null;
  return (
    <details>
      <summary>What was written down</summary>
      <ul className="plain-list">
        {entries.map(one => (
          <li key={one.id}>
            {sayDay(one.doneOn)}: {backupKindWords[one.kind].toLowerCase()},{' '}
            {one.good ? 'it worked' : 'it failed'}, {one.doneBy}
            {one.note === null ? '' : `: ${one.note}`}
          </li>
        ))}
      </ul>
    </details>
  );
}
