/** What somebody is deciding: who is selected, and for how long each stick is let in. */
import { useState } from 'react';
import {
  type Grant,
  type RequestOutcomes,
  type RequestView,
  requestOutcomes,
} from '../../../../shared/protocol/api/requests.ts';
import { change, tell } from '../../api-client.ts';
import { useChange } from '../../saving.ts';
import { plural } from '../../time.ts';

export interface Inbox {
  /** Ids of the selected requests that still wait. */
  chosen: string[];
  isChosen(id: string): boolean;
  toggle(id: string | undefined): void;
  selectAll(on: boolean): void;
  grantOf(request: RequestView): Grant;
  setGrant(id: string, grant: Grant): void;
  approve(ids: string[]): void;
  refuse(ids: string[], reason: string): void;
  busy: boolean;
}

interface Decision {
  approve: { id: string; grant?: Grant }[];
  refuse: string[];
  reason: string;
}

export function useInbox(items: readonly RequestView[]): Inbox {
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [grants, setGrants] = useState<Record<string, Grant>>({});
  const chosen = items.filter(({ id }) => selected.has(id)).map(({ id }) => id);
  const decide = useChange<Decision, RequestOutcomes>({
    send: body => change('POST', '/requests/decisions', body, requestOutcomes),
    said: ({ items: outcomes }, { refuse }) => sayOutcomes(outcomes, refuse.length > 0),
    undo: ({ items: outcomes }, { refuse }) => {
      const isDraft = (id: string) =>
        refuse.length === 0 && items.find(one => one.id === id)?.kind === 'software';
      // What is in a draft of the policy is taken out there.
      const done = outcomes.filter(one => one.done && !isDraft(one.id)).map(one => one.id);
      return done.length === 0 ? undefined : () => undoAll(done);
    },
    touches: ['requests', 'overview', 'device', 'policies'],
    done: () => setSelected(new Set()),
  });
  const grantOf = (request: RequestView): Grant =>
    grants[request.id] ?? {
      access: request.stick?.access ?? 'read_only',
      minutes: request.stick?.minutes ?? 60,
      singleUse: false,
    };
  const toWire = (id: string) => {
    const request = items.find(one => one.id === id);
    return request === undefined || request.kind === 'software' ? { id } : { id, grant: grantOf(request) };
  };
  return {
    chosen,
    busy: decide.isPending,
    isChosen: id => selected.has(id),
    toggle: id => {
      if (id === undefined) return;
      const next = new Set(selected);
      if (!next.delete(id)) next.add(id);
      setSelected(next);
    },
    selectAll: on => setSelected(new Set(on ? items.map(one => one.id) : [])),
    grantOf,
    setGrant: (id, grant) => setGrants(before => ({ ...before, [id]: grant })),
    approve: ids => {
      if (ids.length > 0 && !decide.isPending)
        decide.mutate({ approve: ids.slice(0, 100).map(toWire), refuse: [], reason: '' });
    },
    refuse: (ids, reason) => decide.mutate({ approve: [], refuse: ids.slice(0, 100), reason }),
  };
}

async function undoAll(ids: readonly string[]): Promise<void> {
  for (const id of ids) await tell('POST', `/requests/${id}/reopen`);
}

function sayOutcomes(items: RequestOutcomes['items'], refused: boolean): string {
  const done = items.filter(one => one.done);
  const [not] = items.filter(one => !one.done);
  const [only] = done;
  const said =
    done.length === 1 && only !== undefined
      ? only.sentence
      : `${plural(done.length, 'request')} ${refused ? 'refused' : 'approved'}.`;
  if (not === undefined) return said;
  const rest = items.length - done.length;
  return `${done.length === 0 ? '' : `${said} `}${rest === 1 ? '' : `${rest} not: `}${not.sentence}`;
}
