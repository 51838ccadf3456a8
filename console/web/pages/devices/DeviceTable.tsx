import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { DeviceRow } from '../../../../shared/protocol/api/devices.ts';
import { StripHeading } from '../../components/StateStrip.tsx';
import { type Column, columnWords } from './columns.ts';
import type { Filters } from './filters.ts';
import { Row } from './Row.tsx';

interface Props {
  rows: DeviceRow[];
  columns: readonly Column[];
  filters: Filters;
  setFilters(change: Filters): void;
  /** Undefined where nothing can be done with several. */
  chosen: ReadonlySet<string> | undefined;
  choose(id: string): void;
  query: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage(): Promise<unknown> };
}

/** Twenty-five rows on a laptop; only those near the window are in the document. */
export function DeviceTable({ rows, columns, filters, setFilters, chosen, choose, query }: Props) {
  const body = useRef<HTMLTableSectionElement>(null);
  const [top, setTop] = useState(0);
  useLayoutEffect(() => setTop(body.current?.offsetTop ?? 0), []);
  const virtual = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => 27,
    overscan: 12,
    scrollMargin: top,
    getItemKey: index => rows[index]?.id ?? index,
  });
  const items = virtual.getVirtualItems();
  const before = Math.max(0, (items[0]?.start ?? top) - top);
  const after = Math.max(0, virtual.getTotalSize() - ((items.at(-1)?.end ?? top) - top));
  useNextPage(items.at(-1)?.index ?? 0, rows.length, query);
  return (
    <div className="table-wide">
      <table
        className="device-table"
        aria-rowcount={rows.length + 1}
        data-row-of="devices"
        data-many={columns.length > 5}
      >
        <caption className="hidden-words">Devices, with one mark for each control</caption>
        <thead>
          <tr>
            <Heading name="name" filters={filters} setFilters={setFilters}>
              Name
            </Heading>
            {columns.map(column => (
              <ColumnHead key={column} column={column} filters={filters} setFilters={setFilters} />
            ))}
          </tr>
        </thead>
        <tbody ref={body}>
          <Spacer height={before} span={columns.length + 1} />
          {items.map(({ index, key }) => {
            const row = rows[index];
            return row === undefined ? null : (
              <Row
                key={key}
                row={row}
                columns={columns}
                index={index}
                chosen={chosen?.has(row.id)}
                choose={choose}
                measure={virtual.measureElement}
              />
            );
          })}
          <Spacer height={after} span={columns.length + 1} />
        </tbody>
      </table>
    </div>
  );
}

function Spacer({ height, span }: { height: number; span: number }) {
  if (height <= 0) return null;
  return (
    // biome-ignore lint/a11y/noAriaHiddenOnFocusable: nothing in it takes focus; it only stands for rows out of sight
    <tr aria-hidden="true" className="spacer">
      <td colSpan={span} style={{ height }} />
    </tr>
  );
}

/** The following page is fetched before the end of this one is reached. */
function useNextPage(last: number, count: number, query: Props['query']): void {
  const near = last >= count - 10;
  useEffect(() => {
    if (near && query.hasNextPage && !query.isFetchingNextPage) void query.fetchNextPage();
  }, [near, query.hasNextPage, query.isFetchingNextPage, query.fetchNextPage]);
}

interface ColumnHeadProps extends Pick<Props, 'filters' | 'setFilters'> {
  column: Column;
}

function ColumnHead({ column, ...rest }: ColumnHeadProps) {
  if (column === 'controls')
    return (
      <th scope="col">
        <span className="hidden-words">Controls</span>
        <StripHeading />
      </th>
    );
  if (column === 'notMet' || column === 'unknown' || column === 'lastSeen')
    return (
      <Heading name={column} {...rest}>
        {columnWords[column]}
      </Heading>
    );
  return <th scope="col">{columnWords[column]}</th>;
}

interface HeadingProps extends Pick<Props, 'filters' | 'setFilters'> {
  name: keyof typeof usual;
  children: ReactNode;
}

const usual = { name: 'asc', notMet: 'desc', unknown: 'desc', lastSeen: 'desc' } as const;

/** A heading that orders the list; pressed again it turns the order round. */
function Heading({ name, filters, setFilters, children }: HeadingProps) {
  const active = (filters.sort ?? 'name') === name;
  const direction = filters.direction ?? usual[name];
  const turned = direction === 'asc' ? 'desc' : 'asc';
  const sort = active ? (direction === 'asc' ? 'ascending' : 'descending') : undefined;
  return (
    <th scope="col" aria-sort={sort}>
      <button
        type="button"
        className="sort-button"
        onClick={() => setFilters({ sort: name, direction: active ? turned : usual[name] })}
      >
        {children}
        <span aria-hidden>{active ? (direction === 'asc' ? ' ↑' : ' ↓') : ''}</span>
      </button>
    </th>
  );
}
