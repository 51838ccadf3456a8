import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { type PeopleCheck, peopleCheck, peopleImported } from '../../../../shared/protocol/api/persons.ts';
import { change, reasonOf } from '../../api-client.ts';
import { After } from '../../components/After.tsx';
import { Notice } from '../../components/Notice.tsx';
import { readText } from '../../download.ts';
import { useChange } from '../../saving.ts';
import { plural } from '../../time.ts';
import '../loans/loans.css';

const outcomeWords = { create: 'New', change: 'Changes', same: 'As it is', rejected: 'Rejected' };

/** A list of people from CSV: what it would do is shown first. */
export function ImportPeople({ onClose }: { onClose(): void }) {
  const [text, setText] = useState('');
  const check = useChange({
    send: (given: string) => change('POST', '/persons/import/check', { text: given }, peopleCheck),
    touches: [],
    silent: true,
  });
  const run = useChange({
    send: (expected: PeopleCheck['counts']) =>
      change('POST', '/persons/import', { text, expected }, peopleImported),
    said: ({ counts }) =>
      `${plural(counts.create, 'person', 'people')} entered, ${counts.change} changed, ${counts.rejected} left out.`,
    touches: ['persons', 'people'],
    silent: true,
    done: onClose,
  });
  async function choose(file: File | undefined): Promise<void> {
    check.reset();
    run.reset();
    if (file === undefined) return;
    const given = await readText(file);
    setText(given);
    check.mutate(given);
  }
  const problem = check.error ?? run.error;
  const seen = check.data;
  const good = seen === undefined ? 0 : seen.counts.create + seen.counts.change;
  return (
    <Modal opened onClose={onClose} title="Import a list of people" centered size="lg">
      <Stack gap="sm">
        <Text size="sm">
          A CSV file with a line of headers. Read are: name (or first and last name), kind (staff, pupil,
          governor, visitor), class or department, e-mail, and line manager. Nothing is written before the
          last button, and nobody is removed.
        </Text>
        <input
          type="file"
          accept=".csv,.txt,text/csv,text/plain"
          aria-label="CSV file"
          onChange={event => void choose(event.currentTarget.files?.[0])}
        />
        {problem === null ? null : (
          <Notice tone="error" urgent>
            {reasonOf(problem)}
          </Notice>
        )}
        {seen === undefined ? null : <Plan seen={seen} />}
        <After>Each person can be changed afterwards; the import as a whole cannot be undone.</After>
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button
            disabled={seen === undefined || good === 0}
            loading={run.isPending || check.isPending}
            onClick={() => seen !== undefined && run.mutate(seen.counts)}
          >
            {good === 0 ? 'Import' : `Import ${plural(good, 'person', 'people')}`}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

function Plan({ seen }: { seen: PeopleCheck }) {
  const { counts, columns, rows } = seen;
  const unread = columns.filter(one => one.meaning === null).map(one => one.header);
  return (
    <>
      <p role="status">
        <strong>
          {counts.create} new, {counts.change} changed, {counts.same} as they are, {counts.rejected} rejected
        </strong>
        . Nothing is written yet.
        {unread.length === 0 ? '' : ` Not read: ${unread.join(', ')}.`}
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a list that scrolls must be reached by the keyboard */}
      <section className="import-rows" tabIndex={0} aria-label="What would happen">
        <table className="device-table list-table">
          <caption className="hidden-words">What would happen</caption>
          <thead>
            <tr>
              <th scope="col">Line</th>
              <th scope="col">Name</th>
              <th scope="col">Outcome</th>
              <th scope="col">In words</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(row => (
              <tr key={row.line}>
                <td data-label="Line">{row.line}</td>
                <td data-label="Name">{row.name || '–'}</td>
                <td data-label="Outcome">{outcomeWords[row.outcome]}</td>
                <td className="long-word">{row.words}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </>
  );
}
