import { Button, Group } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Place } from '../../../../shared/protocol/api/policies.ts';
import { tell } from '../../api-client.ts';
import { Ago } from '../../components/Ago.tsx';
import { Notice } from '../../components/Notice.tsx';
import { useChange } from '../../saving.ts';
import { views } from '../../views.ts';
import { Lines } from './Lines.tsx';
import { PutInForce } from './PutInForce.tsx';
import type { DraftOf, SaveState } from './use-draft-of.ts';
import { WhatIfView } from './WhatIfView.tsx';

interface Props {
  place: Place;
  draft: DraftOf;
  mayEdit: boolean;
}

/** What the draft changes, what it would do to whom, and the two ways on from here. */
export function DraftPanel({ place, draft, mayEdit }: Props) {
  const version = place.draft?.version;
  const busy = ['typing', 'saving', 'wrong', 'conflict', 'failed'].includes(draft.state);
  return (
    <aside className="editor-side" aria-label="Draft">
      <h2>{version === undefined ? 'In force' : `Draft ${version.number}`}</h2>
      <SaveLine state={draft.state} place={place} />
      <Trouble draft={draft} place={place} />
      {version === undefined || place.draft === null ? (
        <InForce place={place} />
      ) : (
        <>
          <Lines lines={place.draft.lines} />
          <WhatIf id={version.id} revision={version.revision} />
          {mayEdit ? <Ways place={place} busy={busy} /> : null}
        </>
      )}
    </aside>
  );
}

const saveWords: Partial<Record<SaveState, string>> = {
  typing: 'Not saved yet …',
  saving: 'Saving …',
  saved: 'Saved.',
  wrong: 'Not saved: one setting needs another look.',
};

function SaveLine({ state, place }: { state: SaveState; place: Place }) {
  const version = place.draft?.version;
  return (
    <p className="quiet save-line" role="status">
      {saveWords[state] ??
        (version === undefined ? (
          ''
        ) : (
          <>
            Saved by {version.updatedBy}, <Ago at={version.updatedAt} />.
          </>
        ))}
    </p>
  );
}

function Trouble({ draft, place }: { draft: DraftOf; place: Place }) {
  if (draft.state !== 'conflict' && draft.state !== 'failed') return null;
  return (
    <>
      <Notice tone="error" title="Not saved" urgent>
        {draft.trouble}
      </Notice>
      <Group gap="xs" mt="xs">
        {draft.state === 'failed' ? (
          <Button size="compact-sm" variant="default" onClick={draft.tryAgain}>
            Try again
          </Button>
        ) : (
          <>
            <Button size="compact-sm" variant="default" onClick={draft.takeTheirs}>
              {place.draft === null ? 'Show what holds now' : `Take ${place.draft.version.updatedBy}’s`}
            </Button>
            <Button size="compact-sm" variant="default" onClick={draft.keepMine}>
              Save mine over it
            </Button>
          </>
        )}
      </Group>
    </>
  );
}

function InForce({ place }: { place: Place }) {
  const { inForce } = place;
  if (inForce === null)
    return (
      <p>
        Nothing is set here: everything is {place.scope === 'school' ? 'as usual' : 'inherited'}, and all of
        it only watches unless a place above says otherwise.
      </p>
    );
  return (
    <p>
      Version {inForce.number}
      {inForce.inForceAt === null ? (
        ' (on its way)'
      ) : (
        <>
          , <Ago at={inForce.inForceAt} />
        </>
      )}
      , by {inForce.askedBy ?? inForce.updatedBy}
      {inForce.decidedBy === null ? '' : `, approved by ${inForce.decidedBy}`}: “{inForce.reason}”.
    </p>
  );
}

function WhatIf({ id, revision }: { id: string; revision: number }) {
  const query = useQuery(views.whatIf(id, revision));
  return <WhatIfView query={query} />;
}

function Ways({ place, busy }: { place: Place; busy: boolean }) {
  const [asking, setAsking] = useState(false);
  const id = place.draft?.version.id ?? '';
  const discard = useChange({
    send: () => tell('POST', `/policies/versions/${id}/discard`),
    said: () => 'The draft was discarded.',
    undo: () => () => tell('POST', `/policies/versions/${id}/restore`),
    touches: ['policies'],
  });
  return (
    <Group gap="xs" mt="md">
      <Button onClick={() => setAsking(true)} disabled={busy || (place.draft?.lines.length ?? 0) === 0}>
        Put in force …
      </Button>
      <Button variant="default" onClick={() => discard.mutate(undefined)} loading={discard.isPending}>
        Discard draft
      </Button>
      {asking ? <PutInForce place={place} onClose={() => setAsking(false)} /> : null}
    </Group>
  );
}
