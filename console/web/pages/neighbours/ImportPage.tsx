import { Anchor, Button, Group } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'react-router';
import { type NeighbourImported, neighbourImported } from '../../../../shared/protocol/api/neighbours.ts';
import { change, reasonOf } from '../../api-client.ts';
import { Notice } from '../../components/Notice.tsx';
import { Page, Section } from '../../components/Page.tsx';
import { readText } from '../../download.ts';
import { useChange } from '../../saving.ts';
import { plural } from '../../time.ts';

const mostBytes = 900_000;
const mostShown = 300;
const outcomes = { create: 'New', same: 'Known already', rejected: 'Left out' };

/** A list of the network as the school's own server keeps it: first what would happen, row by row. */
export function ImportPage() {
  const [text, setText] = useState('');
  const [problem, setProblem] = useState<string>();
  const send = (body: { text: string; apply: boolean }) =>
    change('POST', '/neighbours/import', body, neighbourImported);
  const check = useChange({ send, touches: [], silent: true });
  const run = useChange({ send, touches: ['devices', 'audit'], silent: true });

  async function choose(file: File | undefined): Promise<void> {
    check.reset();
    run.reset();
    const large = file !== undefined && file.size > mostBytes;
    setProblem(large ? 'The file is larger than 0.9 MB. Split it into several.' : undefined);
    if (file === undefined || large) return;
    const read = await readText(file);
    setText(read);
    check.mutate({ text: read, apply: false });
  }

  const error = check.error ?? run.error;
  const failed = problem ?? (error ? reasonOf(error) : undefined);
  const seen = run.data ?? check.data;
  return (
    <Page
      title="Import a list of the network"
      lead={
        <Anchor component={Link} to="/neighbours" inherit underline="always">
          Unknown devices
        </Anchor>
      }
    >
      <Section title="1. Choose the file">
        <p className="tab-lead">
          The leases of a DHCP server (Windows’ “Export List” as CSV, ISC <code>dhcpd.leases</code>, dnsmasq),
          what <code>arp -a</code> prints, or CSV with the columns Name and MAC address. Names and network
          addresses in it are kept here, and forgotten a term after a device was last seen.
        </p>
        <input
          type="file"
          accept=".csv,.txt,.leases,text/csv,text/plain"
          aria-label="File of devices on the network"
          onChange={event => void choose(event.currentTarget.files?.[0])}
        />
      </Section>
      {failed === undefined ? null : (
        <Notice tone="error" urgent>
          {failed}
        </Notice>
      )}
      {seen === undefined ? null : (
        <Section title={seen.applied ? 'Imported' : '2. See what would happen'}>
          <p role="status">
            Read as {seen.format}: {plural(seen.counts.create, 'device')}{' '}
            {seen.applied ? 'entered' : 'would be entered'}, {seen.counts.same} known already,{' '}
            {seen.counts.rejected} left out.
          </p>
          <Rows rows={seen.rows} />
          <Group mt="md">
            {seen.applied ? (
              <Button component={Link} to="/neighbours">
                Open the list
              </Button>
            ) : (
              <Button
                disabled={seen.counts.create + seen.counts.same === 0}
                loading={run.isPending}
                onClick={() => run.mutate({ text, apply: true })}
              >
                Import {plural(seen.counts.create + seen.counts.same, 'device')}
              </Button>
            )}
          </Group>
        </Section>
      )}
    </Page>
  );
}

function Rows({ rows }: { rows: NeighbourImported['rows'] }) {
  return (
    <>
      <table className="device-table list-table">
        <caption className="hidden-words">Rows of the file</caption>
        <thead>
          <tr>
            <th scope="col">Device</th>
            <th scope="col">What happens</th>
            <th scope="col">Why</th>
            <th scope="col" className="number">
              Line
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, mostShown).map(row => (
            <tr key={row.line}>
              <td>{row.label || '–'}</td>
              <td data-label="What happens">{outcomes[row.outcome]}</td>
              <td data-label="Why">{row.words}</td>
              <td className="number" data-label="Line">
                {row.line}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length > mostShown ? <p className="quiet">The first {mostShown} are shown.</p> : null}
    </>
  );
}
