import { TextInput } from '@mantine/core';
import { useState } from 'react';
import {
  type Requirement,
  requirementGroups,
  requirements,
  type Standing,
  standingOf,
} from '../../../../shared/clauses/requirements.ts';
import { Page, Section } from '../../components/Page.tsx';
import { titleOf } from '../../control-words.ts';
import { useMay } from '../../session.tsx';
import './promises.css';
import { BackToToday } from './PromisesPage.tsx';
import { RecordPages } from './RecordPages.tsx';

const parts: [Standing, string, string][] = [
  [
    'not_yet',
    'Cannot be shown yet',
    'Nothing here shows these. Somebody has to look, or keep a note elsewhere.',
  ],
  ['partly', 'Shown in part', 'What is shown, and what is still missing.'],
  ['outside', 'Not for this product', 'Schools promise these too. They belong elsewhere.'],
  ['shown', 'Shown in full', 'By a check on each computer, or by a record that is kept here.'],
];

/** What schools promise in their policies, line by line: what cannot be shown yet, and why. */
export function NotYetPage() {
  const [search, setSearch] = useState('');
  const found = requirements.filter(one => matches(one, search));
  return (
    <Page
      narrow
      title="What cannot be shown yet"
      lead={
        <>
          What schools promise about their computers, line by line, and why some of it cannot be shown. The
          checks were tried on Linux. On Windows and on a Mac no check was tried on a real computer yet.{' '}
          <BackToToday />
        </>
      }
    >
      <TextInput
        label="Find a promise"
        type="search"
        value={search}
        onChange={event => setSearch(event.currentTarget.value)}
        mb="md"
        className="no-print"
      />
      {found.length === 0 ? (
        <p className="quiet">No line has these words. Take some away to see more.</p>
      ) : null}
      {parts.map(([standing, title, note]) => (
        <Part
          key={standing}
          title={title}
          note={note}
          lines={found.filter(one => standingOf(one) === standing)}
        />
      ))}
    </Page>
  );
}

function matches({ id, sentence, evidence, missing }: Requirement, search: string): boolean {
  const text = `${id} ${sentence} ${evidence} ${missing ?? ''} ${requirementGroups[id.charAt(0)] ?? ''}`;
  return search
    .toLowerCase()
    .split(/\s+/)
    .every(word => text.toLowerCase().includes(word));
}

function Part({ title, note, lines }: { title: string; note: string; lines: readonly Requirement[] }) {
  if (lines.length === 0) return null;
  return (
    <Section title={`${title} (${lines.length})`}>
      <p className="quiet">{note}</p>
      <ul className="plain-list">
        {lines.map(one => (
          <li key={one.id} className="requirement">
            <p>
              “{one.sentence}” <span className="quiet">{one.id}</span>
            </p>
            {one.evidence === '' ? null : (
              <p className="quiet">
                Shown: {one.evidence.charAt(0).toLowerCase() + one.evidence.slice(1)}. <By one={one} />
              </p>
            )}
            {one.missing === null ? null : (
              <p>
                {one.outside ? 'Why not here: ' : 'Missing: '}
                {one.missing}.
              </p>
            )}
          </li>
        ))}
      </ul>
    </Section>
  );
}

/** What a check is called is told to those who know it by its name. */
function By({ one: { checks, pages } }: { one: Requirement }) {
  const named = useMay()('devices.read');
  const by = named ? checks.map(titleOf).join(', ') : 'a look at each computer';
  return (
    <>
      {checks.length === 0 ? null : `By: ${by}. `}
      {pages.length === 0 ? null : <RecordPages pages={pages} />}
    </>
  );
}
