import { NativeSelect } from '@mantine/core';
import { type ImportTarget, importTargets, targetWords } from '../../../../shared/assets/import-columns.ts';
import type { ImportCheck, ImportMapping } from '../../../../shared/protocol/api/asset-imports.ts';

interface Props {
  columns: ImportCheck['columns'];
  mapping: ImportMapping;
  map(at: number, target: ImportTarget | ''): void;
}

export function ImportColumns({ columns, mapping, map }: Props) {
  const choices = [
    { value: '', label: 'Leave out' },
    ...importTargets.map(value => ({ value, label: targetWords(value) })),
  ];
  return (
    <table className="device-table list-table">
      <caption className="hidden-words">Columns of the file</caption>
      <thead>
        <tr>
          <th scope="col">In the file</th>
          <th scope="col">For example</th>
          <th scope="col">In the register</th>
        </tr>
      </thead>
      <tbody>
        {columns.map(({ header, sample, remembered }, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a column is its place, and headers repeat
          <tr key={at}>
            <th scope="row" className="long-word">
              {header || `Column ${at + 1}`}
            </th>
            <td className="long-word quiet">{sample ?? '–'}</td>
            <td>
              <NativeSelect
                size="xs"
                aria-label={`${header || `Column ${at + 1}`} in the register`}
                data={choices}
                value={mapping[String(at)] ?? ''}
                onChange={event => map(at, event.currentTarget.value as ImportTarget | '')}
              />
              {remembered && (mapping[String(at)] ?? null) === columns[at]?.target ? (
                <small className="quiet">as in an earlier import</small>
              ) : null}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
