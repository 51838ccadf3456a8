import { NativeSelect } from '@mantine/core';
import { sayMoney } from '../../../../shared/assets/money.ts';
import type { Upkeep } from '../../../../shared/protocol/api/upkeep.ts';
import { Export } from '../../components/Export.tsx';
import { Section } from '../../components/Page.tsx';

interface Props {
  years: Upkeep['years'];
  start: 4 | 9;
  setStart(month: 4 | 9): void;
}

/** What was spent, how far the books fall, and what has to be replaced, by financial year. */
export function Years({ years, start, setStart }: Props) {
  return (
    <Section
      title="By financial year"
      note={<Export list="/upkeep" filters={{ start: String(start) }} what="the financial years" small />}
    >
      <NativeSelect
        label="The year begins in"
        className="year-start"
        data={[
          { value: '4', label: 'April (maintained schools)' },
          { value: '9', label: 'September (academies)' },
        ]}
        value={String(start)}
        onChange={event => setStart(event.currentTarget.value === '9' ? 9 : 4)}
      />
      <table className="device-table list-table">
        <caption className="hidden-words">Spending, depreciation and replacement by financial year</caption>
        <thead>
          <tr>
            <th scope="col">Year</th>
            <th scope="col" className="number">
              Spent
            </th>
            <th scope="col" className="number">
              Loses value
            </th>
            <th scope="col" className="number">
              Replacement planned
            </th>
            <th scope="col" className="number">
              By usual life
            </th>
            <th scope="col" className="number">
              They cost when bought
            </th>
          </tr>
        </thead>
        <tbody>
          {years.map(one => (
            <tr key={one.year}>
              <td>
                {one.now ? <strong>{one.name}</strong> : one.name}
                {one.now ? ' (now)' : ''}
              </td>
              <td data-label="Spent" className="number">
                {one.bought === 0 ? '–' : `${sayMoney(one.spent)} (${one.bought})`}
              </td>
              <td data-label="Loses value" className="number">
                {sayMoney(one.depreciation)}
              </td>
              <td data-label="Replacement planned" className="number">
                {one.planned === 0 ? '–' : one.planned}
              </td>
              <td data-label="By usual life" className="number">
                {one.expected === 0 ? '–' : one.expected}
              </td>
              <td data-label="They cost when bought" className="number">
                {cost(one)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="quiet">
        Straight line from the day of purchase. What is overdue for replacement is counted in this year; what
        new things will cost nobody knows, so the table says what the old ones did. Things that are lost,
        stolen or gone are left out.
      </p>
    </Section>
  );
}

function cost(one: Upkeep['years'][number]): string {
  if (one.planned + one.expected === 0) return '–';
  return `${sayMoney(one.replacementCost)}${one.uncosted === 0 ? '' : `, ${one.uncosted} not known`}`;
}
