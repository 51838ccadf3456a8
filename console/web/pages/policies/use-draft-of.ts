/** What somebody is changing about a place: kept here while it is typed, saved as a draft, never over another's. */
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { controlByKey } from '../../../../shared/controls/index.ts';
import { problemsOf } from '../../../../shared/policies/problems.ts';
import { issuesOf, type Layer, nothingSet, type OwnSettings } from '../../../../shared/policies/settings.ts';
import { type Place, policyVersion } from '../../../../shared/protocol/api/policies.ts';
import { ApiError, change, reasonOf } from '../../api-client.ts';

const pauseMs = 700;

export type SaveState = 'same' | 'typing' | 'saving' | 'saved' | 'wrong' | 'conflict' | 'failed';

export interface DraftOf {
  settings: OwnSettings;
  state: SaveState;
  /** Why it was not saved. */
  trouble: string | null;
  /** By control, then by path. */
  problems: Record<string, Record<string, string>>;
  write(next: OwnSettings): void;
  /** Takes what is on the console, and forgets what is here. */
  takeTheirs(): void;
  /** Saves what is here over what is on the console, knowing that it is. */
  keepMine(): void;
  tryAgain(): void;
}

const baseOf = (place: Place): OwnSettings =>
  place.draft?.version.settings ?? place.inForce?.settings ?? nothingSet;

/** `place` as last read; an edit that is not saved yet is kept when it is read anew. */
export function useDraftOf(place: Place, outer: readonly Layer[]): DraftOf {
  const client = useQueryClient();
  const [edited, setEdited] = useState<OwnSettings | null>(null);
  const [state, setState] = useState<SaveState>('same');
  const [trouble, setTrouble] = useState<string | null>(null);
  const revision = useRef(place.draft?.version.revision ?? 0);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const newest = useRef<OwnSettings | null>(null);
  const settings = edited ?? baseOf(place);
  const problems = problemsIn(settings, outer, place.scope);

  // While nothing of ours waits, whatever the console has is what we edit next.
  useEffect(() => {
    if (edited === null) revision.current = place.draft?.version.revision ?? 0;
  }, [edited, place]);
  useEffect(() => () => clearTimeout(timer.current), []);

  const refetch = () => client.invalidateQueries({ queryKey: ['policies'] });

  async function save(): Promise<void> {
    const sent = newest.current;
    if (sent === null) return;
    setState('saving');
    try {
      const body = { revision: revision.current, settings: sent };
      const saved = await change('PUT', `/policies/places/${place.place}/draft`, body, policyVersion);
      revision.current = saved.revision;
      setTrouble(null);
      if (newest.current !== sent) return schedule();
      await refetch();
      if (newest.current !== sent) return;
      newest.current = null;
      setEdited(null);
      setState('saved');
    } catch (error) {
      setTrouble(reasonOf(error));
      const clash = error instanceof ApiError && error.status === 409;
      setState(clash ? 'conflict' : 'failed');
      if (clash) void refetch();
    }
  }

  function schedule(): void {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => void save(), pauseMs);
  }

  function write(next: OwnSettings): void {
    newest.current = next;
    setEdited(next);
    clearTimeout(timer.current);
    if (state === 'conflict') return;
    const wrong = Object.keys(problemsIn(next, outer, place.scope)).length > 0;
    setState(wrong ? 'wrong' : 'typing');
    if (!wrong) schedule();
  }

  return {
    settings,
    state,
    trouble,
    problems,
    write,
    takeTheirs() {
      newest.current = null;
      setEdited(null);
      setTrouble(null);
      setState('same');
      void refetch();
    },
    keepMine() {
      revision.current = place.draft?.version.revision ?? 0;
      setState('typing');
      void save();
    },
    tryAgain: () => void save(),
  };
}

/** The same schema that the console and the device use, with what is inherited. */
function problemsIn(settings: OwnSettings, outer: readonly Layer[], from: Layer['from']) {
  const found: Record<string, Record<string, string>> = {};
  for (const key of Object.keys(settings.controls)) {
    const meaning = controlByKey(key);
    if (meaning === undefined) continue;
    const issues = issuesOf(meaning, [...outer, { from, settings }]);
    if (issues.length > 0) found[key] = problemsOf(issues);
  }
  return found;
}
