import { Button, Kbd } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useEffect, useId, useRef } from 'react';
import { reasonOf } from '../../api-client.ts';
import { plural } from '../../time.ts';
import type { Entry } from './entries.ts';
import { useSearch } from './use-search.ts';

interface Props {
  onOpen(entry: Entry, apart: boolean): void;
  onClose(): void;
}

/** A combobox: focus stays in the field, arrows choose a line, Enter opens it. */
export function SearchBox({ onOpen, onClose }: Props) {
  const search = useSearch(onOpen);
  const { entries, chosen, typed } = search;
  const id = useId();
  const optionId = (entry: Entry) => `${id}-${entry.key.replaceAll(' ', '-')}`;
  return (
    <search>
      <div className="search-line">
        <IconSearch size={20} aria-hidden />
        <input
          type="text"
          role="combobox"
          className="search-field"
          aria-label="Search devices, people, assets, pages and everything else with a name here"
          aria-expanded={entries.length > 0}
          aria-controls={entries.length > 0 ? id : undefined}
          aria-activedescendant={chosen === undefined ? undefined : optionId(chosen)}
          aria-autocomplete="list"
          placeholder="Name, tag, serial number, CVE, page…"
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          maxLength={100}
          data-autofocus
          value={search.text}
          onChange={event => search.write(event.currentTarget.value)}
          onKeyDown={search.press}
        />
        <Button variant="subtle" size="compact-sm" color="gray" className="search-close" onClick={onClose}>
          Close
        </Button>
      </div>
      <p className="hidden-words" role="status">
        {search.settled && typed !== '' ? `${plural(entries.length, 'result')}` : ''}
      </p>
      <div className="search-results">
        <Failure search={search} />
        {entries.length === 0 && search.settled && search.query.error === null ? (
          <Nothing typed={typed} />
        ) : null}
        {entries.length > 0 ? (
          <List
            id={id}
            entries={entries}
            chosen={chosen}
            optionId={optionId}
            onChoose={search.choose}
            onOpen={onOpen}
          />
        ) : null}
      </div>
      <Tips />
    </search>
  );
}

interface ListProps extends Pick<Props, 'onOpen'> {
  id: string;
  entries: readonly Entry[];
  chosen: Entry | undefined;
  optionId(entry: Entry): string;
  onChoose(at: number): void;
}

function List({ id, entries, chosen, optionId, onChoose, onOpen }: ListProps) {
  const sections = [...new Set(entries.map(({ section }) => section))];
  return (
    <div role="listbox" id={id} aria-label="Results">
      {sections.map(section => (
        // biome-ignore lint/a11y/useSemanticElements: a fieldset may not stand in a list of options
        <div role="group" key={section} aria-label={section} className="search-section">
          <p className="search-heading" aria-hidden>
            {section}
          </p>
          {entries.map((entry, at) =>
            entry.section === section ? (
              <Line
                key={entry.key}
                id={optionId(entry)}
                entry={entry}
                chosen={entry === chosen}
                onPoint={() => onChoose(at)}
                onOpen={apart => onOpen(entry, apart)}
              />
            ) : null,
          )}
        </div>
      ))}
    </div>
  );
}

interface LineProps {
  id: string;
  entry: Entry;
  chosen: boolean;
  onPoint(): void;
  onOpen(apart: boolean): void;
}

function Line({ id, entry, chosen, onPoint, onOpen }: LineProps) {
  const line = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (chosen) line.current?.scrollIntoView({ block: 'nearest' });
  }, [chosen]);
  const Picture = entry.icon;
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: focus stays in the field, which names the chosen line
    // biome-ignore lint/a11y/useKeyWithClickEvents: the field has the keys
    <div
      role="option"
      id={id}
      ref={line}
      className="search-option"
      aria-selected={chosen}
      onMouseMove={chosen ? undefined : onPoint}
      onMouseDown={event => event.preventDefault()}
      onClick={event => onOpen(event.ctrlKey || event.metaKey)}
    >
      <Picture size={18} stroke={1.7} aria-hidden />
      <span className="search-title">{entry.title}</span>
      {entry.detail === '' ? null : <span className="search-detail">{entry.detail}</span>}
    </div>
  );
}

function Failure({ search: { query } }: { search: Pick<ReturnType<typeof useSearch>, 'query'> }) {
  if (query.error === null) return null;
  return (
    <div className="search-note" role="alert">
      <p>
        <strong>Only pages could be searched.</strong> {reasonOf(query.error)}
      </p>
      <Button variant="default" size="compact-sm" onClick={() => void query.refetch()}>
        Try again
      </Button>
    </div>
  );
}

function Nothing({ typed }: { typed: string }) {
  return (
    <div className="search-note">
      <p>
        <strong>Nothing here is called “{typed}”.</strong> Try one word of it: part of a name, a tag, a serial
        number, a model, a room or a loan’s number.
      </p>
    </div>
  );
}

function Tips() {
  return (
    <p className="search-tips" aria-hidden>
      <span>
        <Kbd size="xs">↑</Kbd> <Kbd size="xs">↓</Kbd> choose
      </span>
      <span>
        <Kbd size="xs">Enter</Kbd> open
      </span>
      <span>
        <Kbd size="xs">Ctrl Enter</Kbd> in a new tab
      </span>
      <span>
        <Kbd size="xs">Esc</Kbd> close
      </span>
    </p>
  );
}
