import { Anchor, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import {
  type Held,
  heldKinds,
  heldKindWords,
  type PersonalData,
} from '../../../../shared/protocol/api/personal-data.ts';
import { Ago } from '../../components/Ago.tsx';
import { Loaded } from '../../components/Loaded.tsx';
import { Page, Section } from '../../components/Page.tsx';
import { useSession } from '../../session.tsx';
import { plural, sayDate } from '../../time.ts';
import { views } from '../../views.ts';
import { KeptTime } from './KeptTime.tsx';
import { OnePerson } from './OnePerson.tsx';
import './personal-data.css';

/** The data protection officer's first page: what is kept about whom and how long, and who looked. */
export function PersonalDataPage() {
  const query = useQuery(views.personalData());
  return (
    <Page
      title="Personal data"
      lead="What this console keeps about people, why, for how long and what ends it; and who looked at it."
    >
      <Loaded query={query} what="what is kept" skeleton={<Skeleton height={420} />}>
        {data => (
          <>
            <p className="personal-sentence">{sentenceOf(data)}</p>
            <Looks data={data} />
            <OnePerson />
            {heldKinds.map(kind => (
              <Section key={kind} title={heldKindWords[kind]}>
                <HeldTable rows={data.held.filter(one => one.kind === kind)} />
              </Section>
            ))}
            <Section title="What is never collected">
              <p className="personal-text">
                Never {data.never.join(', ')}. Each computer shows its user what it last sent.
              </p>
            </Section>
          </>
        )}
      </Loaded>
    </Page>
  );
}

function sentenceOf({ held, processors }: PersonalData): string {
  const here = held.filter(({ count }) => count !== 0);
  const bySelf = here.filter(one => one.endsByItself).length;
  const wanting =
    processors.wanting === 0
      ? ''
      : ` Of ${plural(processors.count, 'supplier')} that may handle personal data, something is missing for ${processors.wanting}.`;
  return `${plural(here.length, 'kind')} of records say something about people; ${bySelf} of them go by themselves when their time is over, ${here.length - bySelf} stay until somebody removes them or for good, and say why.${wanting}`;
}

function Looks({ data: { looks, looksLately, processors } }: { data: PersonalData }) {
  return (
    <Section
      title="Who looked lately"
      note={looksLately === 0 ? undefined : `${plural(looksLately, 'time')} in the last 30 days`}
    >
      {looks.length === 0 ? (
        <p className="personal-text">
          In the last 30 days nobody looked at times of sign-ins, at a recovery key or a licence key, and
          nobody took a list or a pack as a file.
        </p>
      ) : (
        <ol className="plain-list">
          {looks.map(({ id, at, actor, sentence }) => (
            <li key={id} className="personal-look">
              <span>
                <strong>{actor}</strong>: {sentence}
              </span>
              <Ago at={at} />
            </li>
          ))}
        </ol>
      )}
      <p className="personal-links">
        <Anchor component={Link} to="/audit-log?kind=looked">
          All of them, and as a file
        </Anchor>
        <Anchor component={Link} to="/support">
          Who looked at a screen
        </Anchor>
        <Anchor component={Link} to="/suppliers">
          {processors.wanting === 0
            ? 'Suppliers who handle personal data'
            : `Suppliers who handle personal data: ${processors.wanting} to look at`}
        </Anchor>
      </p>
    </Section>
  );
}

function HeldTable({ rows }: { rows: readonly Held[] }) {
  return (
    <table className="personal-table">
      <thead>
        <tr>
          <th scope="col">What, and why</th>
          <th scope="col">About whom</th>
          <th scope="col">Kept</th>
          <th scope="col">Now</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(row => (
          <tr key={row.key}>
            <td>
              {row.what}
              <span className="personal-why">{row.why}</span>
            </td>
            <td data-label="About">{row.about}</td>
            <td data-label="Kept">
              {row.to === null ? (
                row.kept
              ) : (
                <Anchor component={Link} to={row.to} inherit>
                  {row.kept}
                </Anchor>
              )}
              {row.fixed === '' ? null : <span className="personal-why">{row.fixed}</span>}
              {row.period === null ? null : <KeptTime row={row} period={row.period} />}
            </td>
            <td data-label="Now">
              <Now row={row} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Now({ row: { count, oldestAt } }: { row: Held }) {
  const { timeZone } = useSession().school;
  if (count === null) return <>Not counted</>;
  if (count === 0) return <>None</>;
  return (
    <>
      <span className="number">{count.toLocaleString('en-GB')}</span>
      {oldestAt === null ? null : <span className="personal-why">oldest {sayDate(oldestAt, timeZone)}</span>}
    </>
  );
}
