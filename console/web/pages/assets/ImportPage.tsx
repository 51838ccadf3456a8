import { Anchor, Button, Group, NativeSelect } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'react-router';
import { type ImportTarget, importTargets, targetWords } from '../../../../shared/assets/import-columns.ts';
import { type ImportCheck, importCheck, importDone } from '../../../../shared/protocol/api/assets.ts';
import { change, reasonOf } from '../../api-client.ts';
import { Notice } from '../../components/Notice.tsx';
import { Page, Section } from '../../components/Page.tsx';
import { download, readText } from '../../download.ts';
import { useChange } from '../../saving.ts';
import { plural } from '../../time.ts';
import { ImportPlan } from './ImportPlan.tsx';

type Mapping = Record<string, ImportTarget>;
interface Chosen {
  name: string;
  text: string;
}

const mostBytes = 1_000_000;

/** Three steps: the file, its columns, what would happen. Nothing is written before the last button. */
export function ImportPage() {
  const [file, setFile] = useState<Chosen>();
  const [mapping, setMapping] = useState<Mapping>({});
  const [columns, setColumns] = useState<ImportCheck['columns']>([]);
  const [seen, setSeen] = useState<ImportCheck>();
  const [problem, setProblem] = useState<string>();
  const check = useChange({
    send: (asked: { text: string; mapping?: Mapping }) =>
      change('POST', '/assets/import/check', asked, importCheck),
    touches: [],
    silent: true,
  });
  const run = useChange({
    send: (text: string) =>
      change('POST', '/assets/import', { text, mapping, expected: seen?.counts }, importDone),
    touches: ['assets', 'asset'],
    silent: true,
  });

  async function choose(given: File | undefined): Promise<void> {
    for (const one of [check, run]) one.reset();
    setSeen(undefined);
    setColumns([]);
    setFile(undefined);
    setProblem(given === undefined ? undefined : refusalOf(given));
    if (given === undefined || refusalOf(given) !== undefined) return;
    const chosen = { name: given.name, text: await readText(given) };
    const answer = await check.mutateAsync({ text: chosen.text }).catch(() => undefined);
    if (answer === undefined) return;
    setFile(chosen);
    setColumns(answer.columns);
    setMapping(
      Object.fromEntries(
        answer.columns.flatMap(({ target }, at) => (target === null ? [] : [[String(at), target]])),
      ),
    );
  }

  function map(at: number, target: ImportTarget | ''): void {
    setSeen(undefined);
    setMapping(before => {
      const others = Object.entries(before).filter(
        ([column, other]) => column !== String(at) && other !== target,
      );
      return Object.fromEntries(target === '' ? others : [...others, [String(at), target]]);
    });
  }

  const done = run.data;
  const failed =
    problem ?? (check.error ? reasonOf(check.error) : run.error ? reasonOf(run.error) : undefined);
  return (
    <Page
      title="Import a spreadsheet"
      lead={
        <Anchor component={Link} to="/assets" inherit>
          All assets
        </Anchor>
      }
    >
      <Section title="1. Choose the file">
        <p className="tab-lead">
          Comma-separated text (CSV) with a line of headers, at most 1 MB and 10,000 rows. From Excel or
          Google Sheets: save or download as CSV.
        </p>
        <input
          type="file"
          accept=".csv,.txt,text/csv,text/plain"
          aria-label="CSV file"
          onChange={event => void choose(event.currentTarget.files?.[0])}
        />
      </Section>
      {failed === undefined ? null : (
        <Notice tone="error" urgent>
          {failed}
        </Notice>
      )}
      {file === undefined || done !== undefined ? null : (
        <Section title="2. Match the columns" note={file.name}>
          <Columns columns={columns} mapping={mapping} map={map} />
          <Group mt="md">
            <Button
              loading={check.isPending}
              onClick={() => check.mutate({ text: file.text, mapping }, { onSuccess: setSeen })}
            >
              Check every row
            </Button>
          </Group>
        </Section>
      )}
      {seen === undefined || file === undefined || done !== undefined ? null : (
        <Section title="3. See what would happen">
          <ImportPlan check={seen} name={file.name} />
          <Group mt="md">
            <Button
              disabled={seen.counts.create + seen.counts.change === 0}
              loading={run.isPending}
              onClick={() => run.mutate(file.text)}
            >
              Import {plural(seen.counts.create + seen.counts.change, 'row')}
            </Button>
          </Group>
        </Section>
      )}
      {done === undefined ? null : <Done done={done} name={file?.name ?? 'import.csv'} />}
    </Page>
  );
}

function refusalOf(file: File): string | undefined {
  if (/\.(xlsx?|ods|numbers)$/i.test(file.name))
    return 'This is a workbook. Open it and save it as CSV (comma-separated), then choose that file.';
  return file.size > mostBytes ? 'The file is larger than 1 MB. Split it into several.' : undefined;
}

interface ColumnsProps {
  columns: ImportCheck['columns'];
  mapping: Mapping;
  map(at: number, target: ImportTarget | ''): void;
}

function Columns({ columns, mapping, map }: ColumnsProps) {
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
        {columns.map(({ header, sample }, at) => (
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
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Done({
  done,
  name,
}: {
  done: { counts: ImportCheck['counts']; rejected: string | null };
  name: string;
}) {
  const { create, change: changed, rejected } = done.counts;
  const { rejected: sheet } = done;
  return (
    <Section title="Imported">
      <p role="status">
        {plural(create, 'asset')} entered, {changed} changed, {rejected} rejected.
      </p>
      <Group mt="md" gap="sm">
        <Button component={Link} to="/assets">
          Open the register
        </Button>
        {sheet === null ? null : (
          <Button variant="default" onClick={() => download(`rejected-${name}`, sheet)}>
            Save the rejected rows
          </Button>
        )}
      </Group>
    </Section>
  );
}
