import { Anchor, Button, Group } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'react-router';
import { type MediaImported, mediaImported } from '../../../../shared/protocol/api/media.ts';
import { change, reasonOf } from '../../api-client.ts';
import { Notice } from '../../components/Notice.tsx';
import { Page, Section } from '../../components/Page.tsx';
import { readText } from '../../download.ts';
import { useChange } from '../../saving.ts';
import { plural } from '../../time.ts';

const mostBytes = 900_000;
const outcomes = { create: 'Enters', same: 'Stays', rejected: 'Left out' };

/** A list of sticks as the school has it: first what would happen, row by row. */
export function ImportPage() {
  const [text, setText] = useState<string>();
  const [seen, setSeen] = useState<MediaImported>();
  const [problem, setProblem] = useState<string>();
  const send = (body: { text: string; apply: boolean }) =>
    change('POST', '/media/import', body, mediaImported);
  const check = useChange({ send, touches: [], silent: true, done: setSeen });
  const run = useChange({ send, touches: ['media', 'approvals', 'audit'], silent: true, done: setSeen });

  async function choose(file: File | undefined): Promise<void> {
    setSeen(undefined);
    check.reset();
    run.reset();
    const large = file !== undefined && file.size > mostBytes;
    setProblem(large ? 'The file is larger than 0.9 MB. Split it into several.' : undefined);
    if (file === undefined || large) return;
    const read = await readText(file);
    setText(read);
    check.mutate({ text: read, apply: false });
  }

  const failed =
    problem ?? (check.error ? reasonOf(check.error) : run.error ? reasonOf(run.error) : undefined);
  return (
    <Page
      title="Import sticks"
      lead={
        <Anchor component={Link} to="/media" inherit underline="always">
          All media
        </Anchor>
      }
    >
      <Section title="1. Choose the file">
        <p className="tab-lead">
          Comma-separated text (CSV) with the columns Name, Vendor, Product and Serial number, and, if you
          have them, Issued to, Encrypted (yes, no, BitLocker), Use (read, read and write) and Note.
        </p>
        <input
          type="file"
          accept=".csv,.txt,text/csv,text/plain"
          aria-label="CSV file"
          onChange={event => void choose(event.currentTarget.files?.[0])}
        />
      </Section>
      {failed === undefined ? null : (
        <Notice tone="error" urgent>
          {failed}
        </Notice>
      )}
      {seen === undefined || text === undefined ? null : (
        <Section title={!seen.applied ? '2. See what would happen' : seen.second ? 'Asked' : 'Imported'}>
          <p role="status">
            {plural(seen.counts.create, 'stick')}{' '}
            {seen.applied && !seen.second ? 'entered' : 'would be entered'}, {seen.counts.same} known already,{' '}
            {seen.counts.rejected} left out. {seen.second?.sentence}
          </p>
          <Rows rows={seen.rows} />
          <Group mt="md">
            {seen.applied ? (
              <Button component={Link} to={seen.second?.id ? `/approvals/${seen.second.id}` : '/media'}>
                {seen.second?.id ? 'What was asked' : 'Open the register'}
              </Button>
            ) : (
              <Button
                disabled={seen.counts.create === 0}
                loading={run.isPending}
                onClick={() => run.mutate({ text, apply: true })}
              >
                {seen.second ? 'Ask to import' : 'Import'} {plural(seen.counts.create, 'stick')}
              </Button>
            )}
          </Group>
        </Section>
      )}
    </Page>
  );
}

function Rows({ rows }: { rows: MediaImported['rows'] }) {
  return (
    <table className="device-table list-table">
      <caption className="hidden-words">Rows of the file</caption>
      <thead>
        <tr>
          <th scope="col" className="number">
            Line
          </th>
          <th scope="col">Name</th>
          <th scope="col">What happens</th>
          <th scope="col">Why</th>
        </tr>
      </thead>
      <tbody>
        {rows.slice(0, 300).map(row => (
          <tr key={row.line}>
            <td className="number" data-label="Line">
              {row.line}
            </td>
            <td data-label="Name">{row.label || '–'}</td>
            <td data-label="What happens">{outcomes[row.outcome]}</td>
            <td data-label="Why">{row.words}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
