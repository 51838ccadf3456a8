import { Button, Group } from '@mantine/core';
import { useState } from 'react';
import type { ApprovalWay, Unapproved } from '../../../../shared/protocol/api/unapproved.ts';
import { Ago } from '../../components/Ago.tsx';
import { useMay } from '../../session.tsx';
import { plural } from '../../time.ts';
import { ApproveDialog } from './ApproveDialog.tsx';
import { placeWords, standingWords, wayWords } from './unapproved-words.ts';

/** Programs with what each can be approved by: the first click shows what it would do, the second does it. */
export function UnapprovedTable({ rows }: { rows: Unapproved[] }) {
  const [asking, setAsking] = useState<{ program: Unapproved; by: ApprovalWay } | null>(null);
  const may = useMay()('policies.edit');
  return (
    <>
      <table className="device-table list-table software-table" data-row-of="programs">
        <caption className="hidden-words">Programs that nobody approved</caption>
        <thead>
          <tr>
            <th scope="col">Program</th>
            <th scope="col">Where it lies</th>
            <th scope="col" className="number">
              Devices
            </th>
            <th scope="col">First seen</th>
            <th scope="col">{may ? 'Approve' : 'Decision'}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(row => (
            <tr key={row.id}>
              <td className="long-word" title={row.publisher ?? row.name}>
                <strong>{row.name}</strong>
              </td>
              <td data-label="Where it lies" className="on-one-line">
                {placeWords[row.place]}
              </td>
              <td data-label="Devices" className="number">
                {row.devices}
                {row.stopped > 0 ? <span className="quiet">, stopped on {row.stopped}</span> : null}
              </td>
              <td data-label="First seen" className="on-one-line">
                <Ago at={row.firstSeenAt} />
              </td>
              <td data-label="Approve">
                {may && row.standing === 'undecided' ? (
                  <Group gap={4}>
                    {row.ways.map(by => (
                      <Button
                        key={by}
                        size="compact-sm"
                        variant="default"
                        data-row={by === row.ways[0] ? true : undefined}
                        aria-label={`Approve ${row.name} by its ${wayWords[by].by}`}
                        onClick={() => setAsking({ program: row, by })}
                      >
                        {wayWords[by].label} …
                      </Button>
                    ))}
                    {row.ways.length === 0 ? <span className="quiet">Cannot be told apart</span> : null}
                  </Group>
                ) : (
                  standingWords[row.standing]
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {asking === null ? null : <ApproveDialog {...asking} onClose={() => setAsking(null)} />}
      <p className="hidden-words" role="status">
        {plural(rows.length, 'program')} shown
      </p>
    </>
  );
}
