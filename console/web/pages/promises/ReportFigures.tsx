import { Table, VisuallyHidden } from '@mantine/core';
import { sayDay } from '../../../../shared/assets/dates.ts';
import {
  amountWords,
  besideWords,
  partNothing,
  partTitles,
  toldRows,
  trendNote,
} from '../../../../shared/governors/words.ts';
import type { ReportFigures as Figures } from '../../../../shared/protocol/api/governors.ts';

type Part = Figures['parts'][number];

/** Incidents, old equipment, stock-takes and changes, each stretch of time in its column. */
export function ReportFigures({ figures: { periods, parts } }: { figures: Figures }) {
  const compares = parts.some(({ rows }) => rows.some(({ beside }) => beside !== null));
  return (
    <>
      {parts.map(part => (
        <PartTable key={part.key} part={part} periods={periods} />
      ))}
      {compares ? <p className="quiet">{trendNote}</p> : null}
    </>
  );
}

function PartTable({ part, periods }: { part: Part; periods: Figures['periods'] }) {
  const rows = toldRows(part);
  const title = partTitles[part.key];
  const compares = rows.some(({ beside }) => beside !== null);
  return (
    <>
      <h3 className="report-heading">{title}</h3>
      {rows.length === 0 ? (
        <p>{partNothing[part.key]}</p>
      ) : (
        <Table.ScrollContainer minWidth={0} type="native">
          <Table className="report-figures" aria-label={title} horizontalSpacing="xs">
            <Table.Thead>
              <Table.Tr>
                <Table.Th scope="col">
                  <VisuallyHidden>What</VisuallyHidden>
                </Table.Th>
                {periods.map(({ from, to, name }) => (
                  <Table.Th key={from} scope="col">
                    {name === '' ? null : <span className="report-term">{name}</span>}
                    {sayDay(from)} to {sayDay(to)}
                  </Table.Th>
                ))}
                {compares ? <Table.Th scope="col">Beside the time before</Table.Th> : null}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {rows.map(({ key, name, amounts, beside }) => (
                <Table.Tr key={key}>
                  <Table.Th scope="row">{name}</Table.Th>
                  {periods.map(({ from, to }, at) => (
                    <Table.Td key={from} data-label={`${sayDay(from)} to ${sayDay(to)}`}>
                      {amountWords(amounts[at])}
                    </Table.Td>
                  ))}
                  {compares ? (
                    <Table.Td data-label="Beside the time before">
                      {beside === null ? '–' : besideWords[beside]}
                    </Table.Td>
                  ) : null}
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
    </>
  );
}
