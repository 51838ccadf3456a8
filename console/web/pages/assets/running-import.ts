/** An import on its way: how far it is, how to stop it, and how it ended. */
import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import {
  type ImportCheck,
  type ImportMapping,
  importCheck,
  importLine,
  sayCounts,
  sayMapping,
} from '../../../../shared/protocol/api/asset-imports.ts';
import { ApiError, giveFile, giveFileAndWatch, reasonOf } from '../../api-client.ts';

export interface Asked {
  file: File;
  sheet: string | undefined;
  mapping: ImportMapping;
  counts: ImportCheck['counts'];
}

export type Running =
  | { stage: 'none' }
  | { stage: 'running'; part: number; stopping: boolean }
  | { stage: 'done'; counts: ImportCheck['counts']; rejected: string | null }
  | { stage: 'stopped' }
  | { stage: 'failed'; words: string };

export function useRunningImport() {
  const client = useQueryClient();
  const [state, setState] = useState<Running>({ stage: 'none' });
  const stop = useRef<AbortController>(undefined);

  async function run(asked: Asked): Promise<void> {
    const ended = new AbortController();
    stop.current = ended;
    setState({ stage: 'running', part: 0, stopping: false });
    const last = await lastOf(asked, ended.signal, part =>
      setState({ stage: 'running', part, stopping: false }),
    ).catch(async (error: unknown): Promise<Running> => {
      if (ended.signal.aborted) return howItEnded(asked);
      return { stage: 'failed', words: reasonOf(error) };
    });
    await client.invalidateQueries({
      predicate: ({ queryKey }) => ['assets', 'asset'].includes(String(queryKey[0])),
    });
    setState(last);
  }

  return {
    state,
    run,
    reset: () => setState({ stage: 'none' }),
    cancel() {
      setState(before => (before.stage === 'running' ? { ...before, stopping: true } : before));
      stop.current?.abort();
    },
  };
}

async function lastOf(asked: Asked, signal: AbortSignal, told: (part: number) => void): Promise<Running> {
  const query = {
    name: asked.file.name,
    sheet: asked.sheet,
    columns: sayMapping(asked.mapping),
    expected: sayCounts(asked.counts),
  };
  for await (const line of giveFileAndWatch('/assets/import', query, asked.file, importLine, signal)) {
    if ('result' in line) return { stage: 'done', ...line.result };
    if ('problem' in line) return { stage: 'failed', words: line.problem.detail };
    told(line.of === 0 ? 1 : line.done / line.of);
  }
  throw new ApiError({
    code: 'web.import_broke_off',
    status: 0,
    detail:
      'The connection broke off, and it is not known whether the import was finished. Check the file again: rows that went in are then shown as they are.',
  });
}

/** It may have been finished just before the stop arrived, which the register itself tells. */
async function howItEnded({ file, sheet, mapping, counts }: Asked): Promise<Running> {
  const query = { name: file.name, sheet, columns: sayMapping(mapping) };
  const now = await giveFile('/assets/import/check', query, file, importCheck).catch(() => undefined);
  if (now === undefined)
    return {
      stage: 'failed',
      words: 'It was stopped, but the console did not say whether in time. Check the file again.',
    };
  const waiting = now.counts.create + now.counts.change;
  return waiting === 0 && counts.create + counts.change > 0
    ? { stage: 'done', counts, rejected: now.rejected }
    : { stage: 'stopped' };
}
