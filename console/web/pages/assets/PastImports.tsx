import { Anchor, Button } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import {
  type AssetImport,
  type ImportUndone,
  importUndone,
} from '../../../../shared/protocol/api/asset-imports.ts';
import { change } from '../../api-client.ts';
import { Ago } from '../../components/Ago.tsx';
import { Confirm } from '../../components/Confirm.tsx';
import { Export } from '../../components/Export.tsx';
import { Loaded, RowsSkeleton } from '../../components/Loaded.tsx';
import { More } from '../../components/More.tsx';
import { Section } from '../../components/Page.tsx';
import { useChange } from '../../saving.ts';
import { plural } from '../../time.ts';
import { views } from '../../views.ts';

/** What was imported before, each undone from here while that is possible, with what stayed. */
export function PastImports() {
  const query = useInfiniteQuery(views.assetImports());
  const [undone, setUndone] = useState<{ file: string; came: ImportUndone }>();
  return (
    <Section
      title="Imported before"
      note={<Export list="/assets/imports" what="the earlier imports" small />}
    >
      {undone === undefined ? null : <Outcome {...undone} />}
      <Loaded query={query} what="earlier imports" skeleton={<RowsSkeleton rows={2} height={30} />}>
        {data => {
          const all = data.pages.flatMap(page => page.items);
          return all.length === 0 ? (
            <p className="quiet">None yet. An import can be undone here for 30 days.</p>
          ) : (
            <>
              <ul className="plain-list">
                {all.map(one => (
                  <Past key={one.id} one={one} done={came => setUndone({ file: one.file, came })} />
                ))}
              </ul>
              <More query={query} />
            </>
          );
        }}
      </Loaded>
    </Section>
  );
}

function Past({ one, done }: { one: AssetImport; done(came: ImportUndone): void }) {
  const [asking, setAsking] = useState(false);
  const undo = useChange({
    send: () => change('POST', `/assets/imports/${one.id}/undo`, undefined, importUndone),
    touches: ['asset', 'assets', 'audit'],
    done: came => {
      setAsking(false);
      done(came);
    },
  });
  return (
    <li className="line">
      <span className="line-words">
        {one.file}: {one.entered} entered, {one.changed} changed
        {one.undone === null ? null : (
          <span className="order-detail">
            Undone by {one.undone.by}, <Ago at={one.undone.at} />
          </span>
        )}
      </span>
      <span className="line-age">
        {one.by}, <Ago at={one.at} />{' '}
        {one.undoableUntil === null ? null : (
          <Button
            size="compact-xs"
            variant="subtle"
            aria-label={`Undo the import of ${one.file}`}
            onClick={() => setAsking(true)}
          >
            Undo
          </Button>
        )}
      </span>
      <Confirm
        opened={asking}
        title="Undo this import"
        verb="Undo the import"
        after="It cannot be imported back by itself: what is taken out stays under “Entered by mistake”, from where each can be put back."
        busy={undo.isPending}
        onConfirm={() => undo.mutate(undefined)}
        onClose={() => setAsking(false)}
      >
        What “{one.file}” entered ({one.entered}) is taken out of the register, and what it changed (
        {one.changed}) is again as it was before. Things to which something was done since stay as they are,
        and are listed.
      </Confirm>
    </li>
  );
}

function Outcome({ file, came }: { file: string; came: ImportUndone }) {
  const more = came.stayed - came.named.length;
  return (
    <div role="status">
      <p>
        The import of {file} is undone: {came.takenOut} taken out, {came.changedBack} as before
        {came.stayed === 0 ? '.' : `, and ${plural(came.stayed, 'thing')} stayed:`}
      </p>
      <ul className="plain-list">
        {came.named.map(({ id, tag, why }) => (
          <li key={id} className="line">
            <span className="line-words">
              <Anchor component={Link} to={`/assets/${id}`} inherit>
                {tag}
              </Anchor>
              <span className="order-detail">{why}.</span>
            </span>
          </li>
        ))}
        {more > 0 ? <li className="line quiet">And {more} more.</li> : null}
      </ul>
    </div>
  );
}
