import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import type {
  AdvisoryImport,
  VulnerabilitySummary,
} from '../../../../shared/protocol/api/vulnerabilities.ts';
import { Ago } from '../../components/Ago.tsx';
import { Export } from '../../components/Export.tsx';
import { Empty, Loaded, RowsSkeleton } from '../../components/Loaded.tsx';
import { More } from '../../components/More.tsx';
import { Page, Section } from '../../components/Page.tsx';
import { useSession } from '../../session.tsx';
import { sayDate } from '../../time.ts';
import { views } from '../../views.ts';
import { SoftwareNav } from '../software/SoftwareNav.tsx';
import { sayRelease } from '../software/TitlePage.tsx';
import { Bring } from './Bring.tsx';

/** What the console knows of vulnerabilities: for which systems, from which files, and how to bring more. */
export function AdvisoriesPage() {
  const summary = useQuery(views.vulnerabilitySummary());
  return (
    <Page title="Advisories" lead="What the console has read about vulnerabilities, and how to bring more.">
      <SoftwareNav />
      <Loaded query={summary} what="what was read" skeleton={<RowsSkeleton rows={6} />}>
        {data => (
          <>
            <Section title="Systems of the fleet">
              <Coverage coverage={data.coverage} />
            </Section>
            <Bring feeds={data.feeds} busy={data.lastImport?.status === 'running'} />
          </>
        )}
      </Loaded>
      <Imports />
    </Page>
  );
}

const how: Record<VulnerabilitySummary['coverage'][number]['how'], [words: string, good: boolean]> = {
  versions: ['Matched by package and version', true],
  products: ['Ten common titles, where they are known to be exploited; you name the safe version', true],
  none: ['No advisories exist that name this system', false],
  not_read: ['No advisories about it were read yet', false],
};

function Coverage({ coverage }: Pick<VulnerabilitySummary, 'coverage'>) {
  if (coverage.length === 0)
    return (
      <Empty title="No device has reported yet.">
        Which advisories are needed is known once devices have said what their systems are.
      </Empty>
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
          <th scope="col">Vulnerabilities are found</th>
        </tr>
      </thead>
      <tbody>
        {coverage.map(one => (
          <tr key={one.release}>
            <th scope="row">{sayRelease(one.release)}</th>
            <td data-label="Devices" className="number">
              {one.devices}
            </td>
            <td data-label="Vulnerabilities are found">
              {how[one.how][1] ? (
                how[one.how][0]
              ) : (
                <span className="severity" data-grave="caution">
                  {how[one.how][0]}
                </span>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Imports() {
  const query = useInfiniteQuery(views.advisoryImports());
  return (
    <Section title="Files that were read" note={<Export list="/advisories/imports" what="the files" small />}>
      <Loaded query={query} what="the files" skeleton={<RowsSkeleton rows={3} />}>
        {data => {
          const rows = data.pages.flatMap(page => page.items);
          if (rows.length === 0) return <p className="quiet">None yet.</p>;
          return (
            <>
              <ul className="plain-list cards">
                {rows.map(row => (
                  <ImportCard key={row.id} row={row} />
                ))}
              </ul>
              <More query={query} />
            </>
          );
        }}
      </Loaded>
    </Section>
  );
}

const kindWords = { osv: 'OSV advisories', exploited: 'Known exploited vulnerabilities' };
const statusWords = { running: 'Being read…', done: 'Read', failed: 'Not read' };

function ImportCard({ row }: { row: AdvisoryImport }) {
  const { timeZone } = useSession().school;
  const rest = row.read - row.kept - row.refused;
  return (
    <li className="card">
      <div className="card-line">
        <span className="card-name long-word">{row.name}</span>
        <span className={row.status === 'failed' ? 'severity' : 'quiet'} data-grave="true">
          {statusWords[row.status]}
        </span>
        <span className="quiet">
          <Ago at={row.startedAt} />, {row.by}
        </span>
      </div>
      <p>
        {row.kind === null ? '' : `${kindWords[row.kind]}: `}
        {row.read === 0
          ? ''
          : `${row.read.toLocaleString('en-GB')} records, ${row.kept.toLocaleString('en-GB')} kept`}
        {rest > 0 ? `, ${rest.toLocaleString('en-GB')} about other systems` : ''}
        {row.refused > 0 ? `, ${row.refused.toLocaleString('en-GB')} not understood` : ''}
        {row.newestAt === null ? '' : `; the newest of ${sayDate(row.newestAt, timeZone)}`}
        {row.read === 0 ? '' : '. '}
        {row.detail}
      </p>
    </li>
  );
}
