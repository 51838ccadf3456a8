import { Button, Group } from '@mantine/core';
import { useState } from 'react';
import { differenceOf } from '../../../../shared/clauses/bounds.ts';
import { type Clause, clause } from '../../../../shared/clauses/clause.ts';
import { firstProblem } from '../../../../shared/issue-words.ts';
import { type ClausesView, clausesView } from '../../../../shared/protocol/api/clauses.ts';
import { change, reasonOf, tell } from '../../api-client.ts';
import { Empty } from '../../components/Loaded.tsx';
import { Notice } from '../../components/Notice.tsx';
import { Section } from '../../components/Page.tsx';
import { useDraft } from '../../draft.ts';
import { useChange } from '../../saving.ts';
import { plural } from '../../time.ts';
import { ClauseRow } from './ClauseRow.tsx';
import { LibraryDialog } from './LibraryDialog.tsx';
import { PasteDialog } from './PasteDialog.tsx';

interface Draft {
  /** The revision that the changes were begun on. */
  revision: number;
  clauses: Clause[];
}

export const newClause = (sentence = '', controls: string[] = [], line?: string): Clause => ({
  ...{ id: crypto.randomUUID(), sentence, controls },
  ...(line !== undefined && { line }),
});

/** A draft until it is saved; it outlives a reload. */
export function WordsEditor({ view }: { view: ClausesView }) {
  const [draft, write, forget] = useDraft<Draft>('clauses', {
    revision: view.revision,
    clauses: view.clauses,
  });
  const [pasting, setPasting] = useState(false);
  const [choosing, setChoosing] = useState(false);
  const [tried, setTried] = useState(false);
  const save = useSave(view, draft, forget);
  const { clauses } = draft;
  const edit = (next: Clause[]) => write({ clauses: next });
  const add = (more: Clause[]) => edit([...clauses, ...more]);
  const problems = tried ? clauses.map(problemOf) : clauses.map(() => undefined);
  const changed = JSON.stringify(clauses) !== JSON.stringify(view.clauses);
  const submit = () => {
    setTried(true);
    if (clauses.every(one => problemOf(one) === undefined)) save.mutate(undefined);
  };
  return (
    <>
      <PasteDialog
        opened={pasting}
        onClose={() => setPasting(false)}
        onAdd={more => {
          add(more);
          setPasting(false);
        }}
      />
      <LibraryDialog
        opened={choosing}
        onClose={() => setChoosing(false)}
        taken={clauses}
        onAdd={more => {
          add(more);
          setChoosing(false);
        }}
      />
      {changed && draft.revision !== view.revision ? (
        <Notice tone="caution" title="The promises were changed by somebody else">
          What you see is your own change, begun before that. It cannot be saved: put it back, and make it
          again.
        </Notice>
      ) : null}
      {clauses.length === 0 ? (
        <Empty title="No sentence of your own yet">
          Until then the promises are said in Caretaker’s words, below. Paste your policy and choose from its
          sentences, or begin with one.
        </Empty>
      ) : (
        <ol className="plain-list">
          {clauses.map((one, at) => (
            <ClauseRow
              key={one.id}
              clause={one}
              at={at}
              last={clauses.length - 1}
              problem={problems[at]}
              differs={differsFrom(view, one)}
              onChange={next => edit(clauses.with(at, next))}
              onMove={by => edit(moved(clauses, at, by))}
              onRemove={() => edit(clauses.filter(other => other.id !== one.id))}
            />
          ))}
        </ol>
      )}
      <Group mt="sm">
        <Button variant="default" onClick={() => add([newClause()])}>
          Add a sentence
        </Button>
        <Button variant="default" onClick={() => setPasting(true)}>
          Paste your policy
        </Button>
        <Button variant="default" onClick={() => setChoosing(true)}>
          Choose from the library
        </Button>
      </Group>
      <InCaretakersWords view={view} clauses={clauses} onTake={one => add([one])} />
      {save.error === null ? null : (
        <Notice tone="caution" title="That was not saved">
          {reasonOf(save.error)}
        </Notice>
      )}
      <Group mt="lg">
        <Button onClick={submit} loading={save.isPending} disabled={!changed}>
          Save the promises
        </Button>
        {changed ? (
          <Button variant="default" onClick={forget}>
            Put it back
          </Button>
        ) : null}
      </Group>
    </>
  );
}

/** Said while it is written, in the words that the headteacher's page will have. */
function differsFrom({ library }: ClausesView, { sentence, controls }: Clause): string | undefined {
  const found = library.flatMap(({ control, asked }) =>
    controls.includes(control) ? (differenceOf(sentence, control, asked)?.words ?? []) : [],
  );
  return found.length === 0 ? undefined : found.join(' ');
}

function problemOf(one: Clause): string | undefined {
  return firstProblem(clause, one);
}

function moved(clauses: readonly Clause[], at: number, by: number): Clause[] {
  const rest = clauses.filter((_, i) => i !== at);
  return rest.toSpliced(at + by, 0, ...clauses.slice(at, at + 1));
}

function useSave(view: ClausesView, draft: Draft, forget: () => void) {
  return useChange({
    send: () => change('PUT', '/clauses', draft, clausesView),
    said: ({ clauses }) => `${plural(clauses.length, 'promise')} saved.`,
    undo:
      ({ revision }) =>
      () =>
        tell('PUT', '/clauses', { revision, clauses: view.clauses }),
    touches: ['promises', 'audit'],
    silent: true,
    done: forget,
  });
}

interface RestProps {
  view: ClausesView;
  clauses: readonly Clause[];
  onTake(clause: Clause): void;
}

/** What is checked and no sentence names: it stays on the page, so that nothing is hidden. */
function InCaretakersWords({ view, clauses, onTake }: RestProps) {
  const named = new Set(clauses.flatMap(one => one.controls));
  const rest = view.library.filter(one => !named.has(one.control));
  if (rest.length === 0) return null;
  return (
    <Section title="Said in Caretaker’s words" note="Checks that none of your sentences names.">
      <ul className="plain-list">
        {rest.map(({ control, title, sentence, off }) => (
          <li key={control} className="line">
            <span className="line-words">
              “{sentence}”{off ? ' Switched off: no computer is asked for it.' : ''}
            </span>
            <Button
              size="compact-sm"
              variant="default"
              aria-label={`Put in your own words: ${title}`}
              onClick={() => onTake(newClause(sentence, [control]))}
            >
              Put in your own words
            </Button>
          </li>
        ))}
      </ul>
    </Section>
  );
}
