import { Anchor, Button, Group, NativeSelect, Progress } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'react-router';
import { type ImportTarget, takesMany } from '../../../../shared/assets/import-columns.ts';
import {
  type ImportCheck,
  type ImportMapping,
  importCheck,
  sayMapping,
} from '../../../../shared/protocol/api/asset-imports.ts';
import { giveFile, reasonOf } from '../../api-client.ts';
import { Notice } from '../../components/Notice.tsx';
import { Page, Section } from '../../components/Page.tsx';
import { download } from '../../download.ts';
import { useChange } from '../../saving.ts';
import { plural } from '../../time.ts';
import { ImportColumns } from './ImportColumns.tsx';
import { ImportPlan, rejectedName } from './ImportPlan.tsx';
import { PastImports } from './PastImports.tsx';
import { useRunningImport } from './running-import.ts';

const mostBytes = 15_000_000;

/** Three steps: the file, its columns, what would happen. Nothing is written before the last button. */
export function ImportPage() {
  const [file, setFile] = useState<File>();
  const [read, setRead] = useState<ImportCheck>();
  const [mapping, setMapping] = useState<ImportMapping>({});
  const [seen, setSeen] = useState<ImportCheck>();
  const [problem, setProblem] = useState<string>();
  const { state, run, reset, cancel } = useRunningImport();
  const check = useChange({
    send: ({ of, sheet, columns }: { of: File; sheet?: string | undefined; columns?: ImportMapping }) =>
      giveFile(
        '/assets/import/check',
        { name: of.name, sheet, columns: columns && sayMapping(columns) },
        of,
        importCheck,
      ),
    touches: [],
    silent: true,
  });

  async function choose(given: File | undefined, sheet?: string): Promise<void> {
    check.reset();
    reset();
    setSeen(undefined);
    setRead(undefined);
    setFile(undefined);
    const refused =
      given && given.size > mostBytes ? 'The file is larger than 15 MB. Split it into several.' : undefined;
    setProblem(refused);
    if (given === undefined || refused !== undefined) return;
    const answer = await check.mutateAsync({ of: given, sheet }).catch(() => undefined);
    if (answer === undefined) return;
    setFile(given);
    setRead(answer);
    const suggested = answer.columns.flatMap(({ target }, at) =>
      target === null ? [] : [[String(at), target]],
    );
    setMapping(Object.fromEntries(suggested));
  }

  function map(at: number, target: ImportTarget | ''): void {
    setSeen(undefined);
    setMapping(before => {
      const others = Object.entries(before).filter(
        ([column, other]) => column !== String(at) && (other !== target || takesMany(other)),
      );
      return Object.fromEntries(target === '' ? others : [...others, [String(at), target]]);
    });
  }

  const sheet = read?.sheet ?? undefined;
  const failed =
    problem ?? (check.error ? reasonOf(check.error) : state.stage === 'failed' ? state.words : undefined);
  const busy = state.stage === 'running';
  const over = state.stage === 'done';
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
          An Excel workbook (XLSX) or comma-separated text (CSV), with up to 10,000 rows under a line of
          headings. Formulas are not worked out: what each last said is read.
        </p>
        <input
          type="file"
          accept=".xlsx,.xlsm,.csv,.txt,text/csv,text/plain,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
          aria-label="Spreadsheet"
          disabled={busy}
          onChange={event => void choose(event.currentTarget.files?.[0])}
        />
        {check.isPending && file === undefined ? <p role="status">Reading the file…</p> : null}
      </Section>
      {failed === undefined ? null : (
        <Notice tone="error" urgent>
          {failed}
        </Notice>
      )}
      {file === undefined || read === undefined || over ? null : (
        <Section title="2. Match the columns" note={file.name}>
          {read.sheets.length > 1 ? (
            <NativeSelect
              label="Sheet of the workbook"
              data={read.sheets}
              value={read.sheet ?? ''}
              disabled={busy}
              onChange={event => void choose(file, event.currentTarget.value)}
            />
          ) : null}
          <p className="tab-lead">
            Several columns may go to Notes: each stands there on a line with its heading. What is left out is
            not kept.
          </p>
          <ImportColumns columns={read.columns} mapping={mapping} map={map} />
          <Group mt="md">
            <Button
              loading={check.isPending}
              disabled={busy}
              onClick={() => check.mutate({ of: file, sheet, columns: mapping }, { onSuccess: setSeen })}
            >
              Check every row
            </Button>
          </Group>
        </Section>
      )}
      {seen === undefined || file === undefined || over ? null : (
        <Section title="3. See what would happen">
          <ImportPlan check={seen} name={file.name}>
            {busy ? (
              <Way part={state.part} stopping={state.stopping} cancel={cancel} />
            ) : (
              <Group mt="md">
                <Button
                  disabled={seen.counts.create + seen.counts.change === 0}
                  onClick={() => void run({ file, sheet, mapping, counts: seen.counts })}
                >
                  Import {plural(seen.counts.create + seen.counts.change, 'row')}
                </Button>
                {state.stage === 'stopped' ? <p role="status">Stopped. Nothing was imported.</p> : null}
              </Group>
            )}
          </ImportPlan>
        </Section>
      )}
      {over ? <Done done={state} name={file?.name ?? 'import.csv'} /> : null}
      {busy ? null : <PastImports />}
    </Page>
  );
}

function Way({ part, stopping, cancel }: { part: number; stopping: boolean; cancel(): void }) {
  const percent = Math.floor(part * 100);
  return (
    <div>
      <Progress.Root size="lg">
        <Progress.Section value={percent} aria-label="Import" aria-valuetext={`${percent}%`} />
      </Progress.Root>
      <Group mt="sm">
        <span role="status">{stopping ? 'Stopping…' : `Importing: ${percent}%`}</span>
        <Button variant="default" disabled={stopping} onClick={cancel}>
          Stop, and import nothing
        </Button>
      </Group>
    </div>
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
          <Button variant="default" onClick={() => download(rejectedName(name), sheet)}>
            Save the rejected rows
          </Button>
        )}
      </Group>
    </Section>
  );
}
