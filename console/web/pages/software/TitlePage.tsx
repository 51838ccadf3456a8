import { Anchor, Button } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link, useParams, useSearchParams } from 'react-router';
import type { Title } from '../../../../shared/protocol/api/software.ts';
import { Ago } from '../../components/Ago.tsx';
import { Export } from '../../components/Export.tsx';
import { Empty, Loaded, RowsSkeleton } from '../../components/Loaded.tsx';
import { More } from '../../components/More.tsx';
import { Page, Section } from '../../components/Page.tsx';
import { useMay } from '../../session.tsx';
import { plural } from '../../time.ts';
import { views } from '../../views.ts';
import { VulnerabilityTable } from '../vulnerabilities/VulnerabilityTable.tsx';
import { EditTitle } from './EditTitle.tsx';
import { SupportWords } from './SupportWords.tsx';
import { TitleRecord } from './TitleRecord.tsx';
import { UnapprovedTable } from './UnapprovedTable.tsx';
import './software.css';

/** One title: where it is, what is known against it, and what the school wrote of it. */
export function TitlePage() {
  const { id = '' } = useParams();
  const query = useQuery(views.title(id));
  const [search, setSearch] = useSearchParams();
  const editing = search.get('edit') === 'yes';
  const edit = (on: boolean) => setSearch(on ? { edit: 'yes' } : {}, { replace: true });
  const mayEdit = useMay()('software.edit');
  const { data } = query;
  return (
    <Page
      title={data?.name ?? 'Title'}
      lead={<Lead title={data} />}
      actions={
        data === undefined || editing || !mayEdit ? undefined : (
          <Button variant="default" onClick={() => edit(true)}>
            Write of this title
          </Button>
        )
      }
    >
      <Loaded query={query} what="this title" skeleton={<RowsSkeleton rows={10} />}>
        {title =>
          editing ? (
            <EditTitle title={title} onClose={() => edit(false)} />
          ) : (
            <>
              <RunsUnapproved title={id} />
              <Against id={id} covered={title.covered} />
              <Versions title={title} />
              <TitleRecord title={title} />
              <Devices id={id} />
            </>
          )
        }
      </Loaded>
    </Page>
  );
}

function Lead({ title }: { title: Title | undefined }) {
  return (
    <span className="fact-line">
      <span>
        <Anchor component={Link} to="/software" inherit>
          All titles
        </Anchor>
      </span>
      {title === undefined ? null : (
        <>
          {title.publisher === null ? null : <span>{title.publisher}</span>}
          <span>on {plural(title.devices, 'device')}</span>
          <span>
            <Ago at={title.firstSeenAt} before="first seen" />
          </span>
          <span>
            support: <SupportWords support={title.support} />
          </span>
          <span>
            <Anchor component={Link} to="/policies/school" inherit>
              The school’s own list of programs
            </Anchor>
          </span>
        </>
      )}
    </span>
  );
}

/** Only where there is something to decide: what an administrator installed for everybody needs no rule. */
function RunsUnapproved({ title }: { title: string }) {
  const query = useInfiniteQuery(views.unapproved({ title, show: 'all' }));
  const rows = (query.data?.pages ?? []).flatMap(page => page.items);
  if (rows.length === 0) return null;
  return (
    <Section title="Runs without approval" note="Matched by name: look whether it is this title">
      <UnapprovedTable rows={rows} />
      <More query={query} />
    </Section>
  );
}

function Against({ id, covered }: { id: string; covered: boolean }) {
  const query = useInfiniteQuery(views.vulnerabilities({ title: id, show: 'all' }));
  return (
    <Section title="Vulnerabilities">
      <Loaded query={query} what="its vulnerabilities" skeleton={<RowsSkeleton rows={3} />}>
        {data => {
          const rows = data.pages.flatMap(page => page.items);
          if (rows.length === 0)
            return (
              <p className="quiet">
                {covered
                  ? 'None known from the advisories that this console has read.'
                  : 'Nothing is known: no advisories name this title, so none are looked for.'}{' '}
                <Anchor component={Link} to="/vulnerabilities/advisories" inherit underline="always">
                  What it has read
                </Anchor>
              </p>
            );
          return (
            <>
              <VulnerabilityTable rows={rows} />
              <More query={query} />
            </>
          );
        }}
      </Loaded>
    </Section>
  );
}

function Versions({ title }: { title: Title }) {
  if (title.installed.length === 0)
    return <Empty title="It is on no device any longer.">What was written of it stays.</Empty>;
  return (
    <Section title="Versions" note={plural(title.versions, 'version')}>
      <table className="device-table list-table software-table drawn-in">
        <caption className="hidden-words">Versions</caption>
        <thead>
          <tr>
            <th scope="col">Version</th>
            <th scope="col">On</th>
            <th scope="col" className="number">
              Devices
            </th>
            <th scope="col">First seen</th>
          </tr>
        </thead>
        <tbody>
          {title.installed.map(one => (
            <tr key={`${one.version} ${one.release}`}>
              <th scope="row" className="long-word">
                {one.version || 'not told'}
              </th>
              <td data-label="On">
                {sayRelease(one.release)}
                {one.origin === null ? null : <span className="quiet">, built from {one.origin}</span>}
              </td>
              <td data-label="Devices" className="number">
                {one.devices}
              </td>
              <td data-label="First seen">
                <Ago at={one.firstSeenAt} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Section>
  );
}

/** `Debian:12` is “Debian 12”. */
export function sayRelease(release: string): string {
  if (release === '') return 'System not told yet';
  const plain: Record<string, string> = { windows: 'Windows', macos: 'macOS', linux: 'Another Linux' };
  return plain[release] ?? release.replace(':', ' ');
}

function Devices({ id }: { id: string }) {
  const query = useInfiniteQuery(views.titleDevices(id, undefined));
  return (
    <Section title="Devices" note={<Export list={`/software/${id}/devices`} what="the devices" small />}>
      <Loaded query={query} what="its devices" skeleton={<RowsSkeleton rows={4} />}>
        {data => (
          <>
            <table className="device-table list-table software-table drawn-in">
              <caption className="hidden-words">Devices</caption>
              <thead>
                <tr>
                  <th scope="col">Device</th>
                  <th scope="col">Group</th>
                  <th scope="col">Version</th>
                  <th scope="col">Since</th>
                </tr>
              </thead>
              <tbody>
                {data.pages
                  .flatMap(page => page.items)
                  .map(row => (
                    <tr key={row.id}>
                      <td>
                        <Link to={`/devices/${row.id}?tab=software`} className="row-link">
                          {row.name}
                        </Link>
                      </td>
                      <td data-label="Group">
                        {row.group}
                        {row.own ? <span className="quiet"> (people’s own)</span> : null}
                      </td>
                      <td data-label="Version" className="long-word">
                        {row.version}
                      </td>
                      <td data-label="Since">
                        <Ago at={row.since} />
                      </td>
                    </tr>
                  ))}
              </tbody>
            </table>
            <More query={query} />
          </>
        )}
      </Loaded>
    </Section>
  );
}
