import { Table } from '@mantine/core';
import { Link } from 'react-router';
import type { State } from '../../../../shared/finding.ts';
import type { Summary } from '../../../../shared/protocol/api/overview.ts';
import { StateMark, stateWords } from '../../components/StateMark.tsx';

const columns: readonly State[] = ['met', 'not_met', 'unknown', 'not_applicable'];
const headings: Record<State, string> = {
  met: 'Met',
  not_met: 'Not met',
  unknown: 'Not known',
  not_applicable: 'Does not apply',
};

/** How many devices stand where, control by control; each number opens the devices that it counts. */
export function ControlFigures({ controls, devices }: { controls: Summary['controls']; devices: number }) {
  if (devices === 0) return <p className="quiet">The first approved device fills this table.</p>;
  return (
    <Table className="figures" verticalSpacing={6}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th scope="col">Control</Table.Th>
          {columns.map(state => (
            <Table.Th key={state} scope="col" className="number">
              {headings[state]}
            </Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {controls.map(({ control, title, counts }) => (
          <Table.Tr key={control}>
            <Table.Th scope="row" className="row-heading">
              <Link to={`/devices?control=${control}`}>{title}</Link>
            </Table.Th>
            {columns.map(state => (
              <Table.Td key={state} className="number">
                <Count
                  state={state}
                  count={counts[state]}
                  to={`/devices?control=${control}&state=${state}`}
                  title={title}
                />
              </Table.Td>
            ))}
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function Count({ state, count, to, title }: { state: State; count: number; to: string; title: string }) {
  if (count === 0) return <span className="zero">0</span>;
  return (
    <Link to={to} className="count" aria-label={`${title}, ${stateWords[state]}: ${count}`}>
      {state === 'not_applicable' ? null : <StateMark state={state} size="sm" />}
      {count.toLocaleString('en-GB')}
    </Link>
  );
}
