import { Anchor } from '@mantine/core';
import { Link } from 'react-router';
import type { PolicyTable } from '../../../../shared/protocol/api/policies.ts';
import { plural } from '../../time.ts';

type Cell = PolicyTable['school']['cells'][number];

interface RowProps {
  name: string;
  to: string;
  note: string;
  cells: readonly Cell[];
  marks: { draft: boolean; waiting: boolean };
  titles: ReadonlyMap<string, string>;
}

/** Groups by controls: the mode of each, bold where it is set and plain where it is inherited. */
export function ModeTable({ table }: { table: PolicyTable }) {
  const titles = new Map(table.controls.map(one => [one.control, one.title]));
  return (
    <>
      <div className="scroll-x mode-table-frame">
        <table className="mode-table">
          <caption className="hidden-words">The mode of every control in every group</caption>
          <thead>
            <tr>
              <th scope="col">Group</th>
              {table.controls.map(({ control, title }) => (
                <th key={control} scope="col" className="mode-heading">
                  <span>{title}</span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            <Row
              name="The whole school"
              to="/policies/school"
              note="what every group inherits"
              cells={table.school.cells}
              marks={table.school}
              titles={titles}
            />
            {table.groups.map(group => (
              <Row
                key={group.id}
                name={group.name}
                to={`/policies/group.${group.id}`}
                note={
                  group.devices === 0
                    ? 'no device'
                    : group.has === group.devices
                      ? plural(group.devices, 'device')
                      : `${group.has} of ${plural(group.devices, 'device')} up to date`
                }
                cells={group.cells}
                marks={group}
                titles={titles}
              />
            ))}
          </tbody>
        </table>
      </div>
      <p className="quiet mode-legend">
        <span className="mode-chip" data-mode="enforce" data-own="true">
          enforce
        </span>{' '}
        set in this row,{' '}
        <span className="mode-chip" data-mode="watch">
          watch
        </span>{' '}
        inherited. “Watch” looks and reports and changes nothing.
      </p>
    </>
  );
}

function Row({ name, to, note, cells, marks, titles }: RowProps) {
  const school = to === '/policies/school';
  const asSchool = !school && cells.every(cell => cell.own === 0);
  return (
    <tr>
      <th scope="row">
        <Anchor component={Link} to={to} className="mode-row-name">
          {name}
        </Anchor>
        <span className="quiet mode-row-note">
          {note}
          {marks.draft ? ' · draft' : ''}
          {marks.waiting ? ' · waits for approval' : ''}
          {asSchool ? <span className="only-narrow"> · everything as the school</span> : null}
        </span>
      </th>
      {cells.map(cell => {
        const own = cell.from === (school ? 'school' : 'group');
        return (
          <td
            key={cell.control}
            data-label={titles.get(cell.control)}
            data-inherited={!school && cell.own === 0}
          >
            <span className="mode-chip" data-mode={cell.mode} data-own={own}>
              {cell.mode}
            </span>
            {cell.own > (own ? 1 : 0) ? (
              <span className="own-mark">{plural(cell.own, 'setting')}</span>
            ) : null}
            <span className="hidden-words">{own ? ', set here' : `, ${fromWords[cell.from] ?? ''}`}</span>
          </td>
        );
      })}
    </tr>
  );
}

const fromWords: Partial<Record<Cell['from'], string>> = {
  default: 'the usual setting',
  school: 'from the school',
};
