import { Anchor, Table } from '@mantine/core';
import { Link } from 'react-router';
import { verdictWords } from '../../../../shared/clauses/verdicts.ts';
import { listed } from '../../../../shared/controls/words.ts';
import type { PromiseDetail } from '../../../../shared/protocol/api/overview.ts';
import { Notice } from '../../components/Notice.tsx';
import { Section } from '../../components/Page.tsx';
import { StateMark } from '../../components/StateMark.tsx';
import { sayDate } from '../../time.ts';
import { type Verdict, verdictMarks } from './verdict-words.ts';

/** A kept day and what its page said. */
export interface Told {
  day: string;
  verdict: Verdict;
  said: string;
  /** The promise of that day's page that it opens; without one it opens the whole page. */
  key?: string;
}
interface Stretch {
  verdict: Verdict;
  from: Told;
  to: Told;
}

/** Days that follow each other with one verdict are one line: a year is read at a glance. */
function stretchesOf(days: readonly Told[]): Stretch[] {
  const stretches: Stretch[] = [];
  for (const day of days) {
    const last = stretches.at(-1);
    if (last?.verdict === day.verdict) last.to = day;
    else stretches.push({ verdict: day.verdict, from: day, to: day });
  }
  return stretches.toReversed();
}

const said = (day: string) => sayDate(Date.parse(day), 'UTC');

type Course = Pick<PromiseDetail, 'history' | 'altered'>;

export const PromiseHistory = ({ detail: { history, altered } }: { detail: Course }) => (
  <History
    days={history.map(one => ({ ...one, said: `${one.met} of ${one.asked}` }))}
    altered={altered}
    amounts
  />
);

interface HistoryProps {
  days: readonly Told[];
  /** Kept days whose page is no longer what was kept. */
  altered: readonly string[];
  /** What was said are short amounts: of a stretch the first and the last. */
  amounts?: boolean;
}

export function History({ days, altered, amounts = false }: HistoryProps) {
  const stretches = stretchesOf(days);
  return (
    <Section title="How it went">
      {altered.length === 0 ? null : (
        <Notice tone="error">
          What was kept of {listed(altered.map(said))} was changed afterwards, so it is not counted. Ask the
          technician to look into it: a backup from before that has the page as it was.
        </Notice>
      )}
      {stretches.length === 0 ? (
        <p className="quiet">Kept from this afternoon on, once a day.</p>
      ) : (
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th scope="col">Days</Table.Th>
              <Table.Th scope="col">It</Table.Th>
              <Table.Th scope="col">{amounts ? 'Computers that kept it' : 'On the last of them'}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {stretches.map(({ verdict, from, to }) => (
              <Table.Tr key={from.day}>
                <Table.Td>
                  <Anchor
                    component={Link}
                    to={`/promises/days/${to.day}${to.key === undefined ? '' : `/promises/${to.key}`}`}
                    inherit
                  >
                    {from.day === to.day ? said(to.day) : `${said(from.day)} to ${said(to.day)}`}
                  </Anchor>
                </Table.Td>
                <Table.Td>
                  <span aria-hidden>
                    <StateMark state={verdictMarks[verdict]} size="sm" />
                  </span>{' '}
                  {verdictWords[verdict]}
                </Table.Td>
                <Table.Td>
                  {amounts && from.said !== to.said ? `${from.said} at first, ${to.said} at last` : to.said}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </Section>
  );
}
