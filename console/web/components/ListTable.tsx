import type { ReactNode } from 'react';
import { type ViewList, viewLists } from '../../../shared/protocol/api/saved-views.ts';
import type { Filters } from '../filters.ts';
import { ColumnMenu } from './ColumnMenu.tsx';
import { SavedViews, viewQuery } from './SavedViews.tsx';
import { useColumns } from './use-columns.ts';

export interface Column<R> {
  words: string;
  cell(row: R): ReactNode;
  className?: string | ((row: R) => string | undefined);
  /** The whole of a text that may be cut off, or what a number means. */
  title?(row: R): string | undefined;
}

/** The columns of a list: the first always stands, the others are chosen. */
export interface ListShape<R, N extends string = string> {
  list: ViewList;
  caption: string;
  className?: string;
  first: Column<R>;
  names: readonly N[];
  columns: Record<N, Column<R>>;
  usual: readonly N[];
  /** What a row looks like beside its words: `data-state`. */
  state?(row: R): string | undefined;
}

/** A list's saved views, the menu of its columns, and which are chosen. */
export function useListView<R, N extends string>(shape: ListShape<R, N>, filters: Filters) {
  const { list, names, columns, usual } = shape;
  const [shown, choose] = useColumns(list, names, usual);
  const words = Object.fromEntries(names.map(name => [name, columns[name].words])) as Record<N, string>;
  return {
    shown,
    views: <SavedViews list={list} query={viewQuery(filters, shown)} plain={viewQuery({}, usual)} />,
    menu: <ColumnMenu names={names} words={words} columns={shown} onChoose={choose} />,
  };
}

interface Props<R, N extends string> {
  shape: ListShape<R, N>;
  rows: readonly R[];
  /** Every column, where nobody chooses. */
  shown?: readonly N[];
  caption?: string;
}

export function ListTable<R extends { id: string }, N extends string>({
  shape,
  rows,
  shown = shape.names,
  caption = shape.caption,
}: Props<R, N>) {
  const { first, columns, className = '', list, state } = shape;
  const all = shown.map(name => ({ name, ...columns[name] }));
  const isNumber = ({ className: of }: Column<R>) => of === 'number';
  return (
    <table className={`device-table list-table ${className}`} data-row-of={viewLists[list].path.slice(1)}>
      <caption className="hidden-words">{caption}</caption>
      <thead>
        <tr>
          <th scope="col">{first.words}</th>
          {all.map(column => (
            <th key={column.name} scope="col" className={isNumber(column) ? 'number' : undefined}>
              {column.words}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(row => (
          <tr key={row.id} data-state={state?.(row)}>
            <td className={classOf(first, row)}>{first.cell(row)}</td>
            {all.map(column => (
              <td
                key={column.name}
                data-label={column.words}
                className={classOf(column, row)}
                title={column.title?.(row)}
              >
                {column.cell(row)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const classOf = <R,>({ className }: Column<R>, row: R) =>
  typeof className === 'function' ? className(row) : className;
