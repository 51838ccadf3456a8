import { Anchor } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { sayDay } from '../../../../shared/assets/dates.ts';
import { type SupportEnds, supportEnds } from '../../../../shared/protocol/api/software.ts';
import { change, reasonOf } from '../../api-client.ts';
import { Export } from '../../components/Export.tsx';
import { Empty, Loaded, RowsSkeleton } from '../../components/Loaded.tsx';
import { Notice } from '../../components/Notice.tsx';
import { Page, Section } from '../../components/Page.tsx';
import { useChange } from '../../saving.ts';
import { useMay } from '../../session.tsx';
import { plural } from '../../time.ts';
import { views } from '../../views.ts';
import { SoftwareNav } from './SoftwareNav.tsx';
import { SupportWords } from './SupportWords.tsx';
import { sayRelease } from './TitlePage.tsx';

/** Until when makers support what is here, by which table, and how to bring a newer one. */
export function SupportEndsPage() {
  const query = useQuery(views.supportEnds());
  const mayEdit = useMay()('software.edit');
  return (
    <Page
      title="Ends of support"
      lead="Until when makers give security updates for what is here."
      actions={<Export list="/support-ends" what="the ends of support" />}
    >
      <SoftwareNav />
      <Loaded query={query} what="the ends of support" skeleton={<RowsSkeleton rows={6} />}>
        {data => (
          <>
            <Section title="Systems of the fleet">
              <Systems systems={data.systems} />
            </Section>
            <Section title="The table in use">
              <p className="drawn-in">
                Table {data.number} of {sayDay(data.issuedOn)}, with {plural(data.titles, 'title')}. What it
                does not name is not known. On a title’s own page you can write the school’s own date, which
                counts before the table’s.
              </p>
            </Section>
            {mayEdit ? <Newer /> : null}
          </>
        )}
      </Loaded>
    </Page>
  );
}

function Systems({ systems }: { systems: SupportEnds['systems'] }) {
  if (systems.length === 0)
    return (
      <Empty title="No device has reported yet.">Each says what its system is with its first report.</Empty>
    );
  return (
    <table className="device-table list-table software-table drawn-in">
      <caption className="hidden-words">Systems</caption>
      <thead>
        <tr>
          <th scope="col">System</th>
          <th scope="col" className="number">
            Devices
          </th>
          <th scope="col">Supported</th>
          <th scope="col">By</th>
        </tr>
      </thead>
      <tbody>
        {systems.map(one => (
          <tr key={`${one.release} ${one.name}`}>
            <th scope="row">{one.name ?? sayRelease(one.release)}</th>
            <td data-label="Devices" className="number">
              {one.devices}
            </td>
            <td data-label="Supported">
              <SupportWords support={one.support} />
            </td>
            <td data-label="By" className="long-word">
              {one.support?.source ? (
                <Anchor href={one.support.source} target="_blank" rel="noreferrer" inherit>
                  {new URL(one.support.source).host}
                </Anchor>
              ) : (
                '–'
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Newer() {
  const give = useChange({
    send: async (file: File) => change('POST', '/support-ends', { text: await file.text() }, supportEnds),
    said: ({ number }) => `Table ${number} is in use.`,
    touches: ['software'],
    silent: true,
  });
  return (
    <Section title="Bring a newer table">
      <p className="tab-lead">
        A file that was signed for Caretaker, from a stick or a download; no network is needed. A table that
        was changed, or is older, is refused. Computers get it from here: at once where they are connected,
        else when they next are.
      </p>
      <input
        type="file"
        accept=".json,application/json"
        aria-label="Table of ends of support"
        onChange={event => {
          const [file] = event.currentTarget.files ?? [];
          if (file !== undefined) give.mutate(file);
        }}
      />
      {give.error === null ? null : (
        <Notice tone="error" urgent>
          {reasonOf(give.error)}
        </Notice>
      )}
    </Section>
  );
}
