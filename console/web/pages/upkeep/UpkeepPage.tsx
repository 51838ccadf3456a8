import { Anchor, Button, Skeleton } from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconInfoCircle } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useSearchParams } from 'react-router';
import { sayDay } from '../../../../shared/assets/dates.ts';
import { kinds } from '../../../../shared/assets/kinds.ts';
import { sayMoney } from '../../../../shared/assets/money.ts';
import type { Upkeep } from '../../../../shared/protocol/api/upkeep.ts';
import { Empty, Loaded } from '../../components/Loaded.tsx';
import { Page, Section } from '../../components/Page.tsx';
import { plural } from '../../time.ts';
import { views } from '../../views.ts';
import { Years } from './Years.tsx';
import './upkeep.css';

/** The business manager's first page: what needs somebody, then what the school's things cost. */
export function UpkeepPage() {
  const [search, setSearch] = useSearchParams();
  const start = search.get('start') === '9' ? 9 : 4;
  const query = useQuery(views.upkeep(start));
  return (
    <Page
      title="Upkeep"
      lead="What the school’s things need: tests, contracts, warranties, replacement, and what they cost."
      actions={
        <Button component={Link} to="/checks" variant="default">
          Tests and maintenance
        </Button>
      }
    >
      <Loaded query={query} what="what needs you" skeleton={<Skeleton height={320} />}>
        {upkeep => (
          <>
            <Section title="What needs somebody">
              <Needs needs={upkeep.needs} />
            </Section>
            {upkeep.things === 0 ? (
              <Empty
                title="The register is empty."
                action={
                  <Button component={Link} to="/assets/import">
                    Import a spreadsheet
                  </Button>
                }
              >
                What things cost, when their warranty ends and when they have to be replaced is added up here
                as soon as the register knows them.
              </Empty>
            ) : (
              <>
                <Section title="What it is worth">
                  <Worth upkeep={upkeep} />
                </Section>
                <Years
                  years={upkeep.years}
                  start={start}
                  setStart={month => setSearch(month === 9 ? { start: '9' } : {}, { replace: true })}
                />
                <div className="two-columns">
                  <Warranties upkeep={upkeep} />
                  <Replacements upkeep={upkeep} />
                </div>
                <Complete completeness={upkeep.completeness} />
              </>
            )}
          </>
        )}
      </Loaded>
    </Page>
  );
}

function Needs({ needs }: Pick<Upkeep, 'needs'>) {
  if (needs.length === 0)
    return (
      <p className="all-clear">
        <IconCheck size={18} stroke={2.5} aria-hidden /> Nothing needs you now.
      </p>
    );
  return (
    <ul className="needs">
      {needs.map(need => (
        <li key={need.sentence} className="need" data-serious={need.serious}>
          {need.serious ? (
            <IconAlertTriangle size={20} aria-label="Serious" role="img" />
          ) : (
            <IconInfoCircle size={20} aria-hidden />
          )}
          <span className="need-words">
            {need.sentence}
            {need.detail === null ? null : <span className="order-detail">{need.detail}</span>}
          </span>
          {need.action.to.startsWith('#') ? (
            <Button component="a" href={need.action.to} size="compact-sm" variant="default">
              {need.action.label}
            </Button>
          ) : (
            <Button
              component={Link}
              to={need.action.to}
              size="compact-sm"
              variant={need.serious ? 'filled' : 'default'}
              aria-label={`${need.action.label}: ${need.sentence}`}
            >
              {need.action.label}
            </Button>
          )}
        </li>
      ))}
    </ul>
  );
}

function Worth({ upkeep }: { upkeep: Upkeep }) {
  const { things, cost, value, unvalued, byKind } = upkeep;
  return (
    <>
      <p>
        {plural(things, 'thing')}, bought for {sayMoney(cost)} and worth {sayMoney(value)} in the books today.
        {unvalued === 0
          ? ''
          : ` ${plural(unvalued, 'thing')} without a cost or a day of purchase ${unvalued === 1 ? 'is' : 'are'} not in the value.`}
      </p>
      <table className="device-table list-table">
        <caption className="hidden-words">Cost and value by kind</caption>
        <thead>
          <tr>
            <th scope="col">Kind</th>
            <th scope="col" className="number">
              Things
            </th>
            <th scope="col" className="number">
              Cost
            </th>
            <th scope="col" className="number">
              Value today
            </th>
            <th scope="col" className="number">
              Value not known
            </th>
          </tr>
        </thead>
        <tbody>
          {byKind.map(one => (
            <tr key={one.kind}>
              <td>
                <Link to={`/assets?kind=${one.kind}`} className="row-link">
                  {kinds[one.kind].words}
                </Link>
              </td>
              <td data-label="Things" className="number">
                {one.count}
              </td>
              <td data-label="Cost" className="number">
                {sayMoney(one.cost)}
              </td>
              <td data-label="Value today" className="number">
                {sayMoney(one.value)}
              </td>
              <td data-label="Value not known" className="number">
                {one.unvalued === 0 ? '–' : one.unvalued}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

type Dated = Upkeep['warranties']['items'][number];

function Line({ one, said }: { one: Dated; said: string }) {
  return (
    <li className="line">
      <span className="line-words">
        <Anchor component={Link} to={`/assets/${one.id}`}>
          {one.tag}
        </Anchor>{' '}
        {one.what}
        {one.location === null ? '' : `, ${one.location}`}
      </span>
      <span className="line-age">{said}</span>
    </li>
  );
}

function More({ total, shown }: { total: number; shown: number }) {
  return total > shown ? <p className="quiet">And {total - shown} more.</p> : null;
}

function Warranties({ upkeep: { warranties } }: { upkeep: Upkeep }) {
  return (
    <Section title={<span id="warranties">Warranties that end within six months</span>}>
      {warranties.total === 0 ? (
        <p className="quiet">None that is written in the register.</p>
      ) : (
        <ul className="plain-list">
          {warranties.items.map(one => (
            <Line key={one.id} one={one} said={`until ${sayDay(one.day)}`} />
          ))}
        </ul>
      )}
      <More total={warranties.total} shown={warranties.items.length} />
    </Section>
  );
}

function Replacements({ upkeep: { replacements } }: { upkeep: Upkeep }) {
  return (
    <Section title="To be replaced this financial year, or already due">
      {replacements.total === 0 ? (
        <p className="quiet">Nothing, as far as the register knows.</p>
      ) : (
        <ul className="plain-list">
          {replacements.items.map(one => (
            <Line
              key={one.id}
              one={one}
              said={`${sayDay(one.day)}, ${one.planned ? 'planned' : 'by its usual life'}`}
            />
          ))}
        </ul>
      )}
      <More total={replacements.total} shown={replacements.items.length} />
    </Section>
  );
}

function Complete({ completeness: { percent, missing } }: Pick<Upkeep, 'completeness'>) {
  return (
    <Section title="How complete the register is">
      <p>
        {percent === null ? 'Nothing to say yet.' : `${percent} % of what an auditor asks for is known.`}
        {missing.length === 0
          ? ''
          : ` Still missing: ${missing.map(one => `${one.words.toLowerCase()} (${plural(one.count, 'thing')})`).join(', ')}.`}
      </p>
    </Section>
  );
}
