import { Button, Checkbox, Group, NativeSelect, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconX } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { type KeyboardEvent, useState } from 'react';
import { type AssetKind, kinds } from '../../../../shared/assets/kinds.ts';
import { conditions, conditionWords, usualAccessories } from '../../../../shared/loans/words.ts';
import type { AssetRow } from '../../../../shared/protocol/api/assets.ts';
import type { LoanCheck } from '../../../../shared/protocol/api/loans.ts';
import { Notice } from '../../components/Notice.tsx';
import { ScanButton } from '../../components/Scanner.tsx';
import { useStateSayer } from '../../state-words.ts';
import { views } from '../../views.ts';

export interface Thing {
  assetId: string;
  tag: string;
  what: string;
  /** Left out in drafts of earlier versions. */
  kind?: AssetKind;
  condition: string;
  accessories: string[];
}

interface Props {
  things: Thing[];
  write(things: Thing[]): void;
  checks: LoanCheck['items'];
  /** Only which things: no condition, no accessories. */
  plain?: boolean;
}

export const aThing = (row: Pick<AssetRow, 'id' | 'tag' | 'name' | 'make' | 'model' | 'kind'>): Thing => ({
  assetId: row.id,
  tag: row.tag,
  kind: row.kind,
  what: row.name ?? ([row.make, row.model].filter(part => part !== null).join(' ') || kinds[row.kind].words),
  condition: 'good',
  accessories: row.kind === 'laptop' ? ['Charger'] : [],
});

/** What is lent: found by tag, by camera or as a whole trolley, each with its condition and what goes with it. */
export function Things({ things, write, checks, plain = false }: Props) {
  const add = (more: Thing[]) => {
    const fresh = more.filter(one => !things.some(thing => thing.assetId === one.assetId));
    write([...things, ...fresh]);
  };
  const change = (id: string, part: Partial<Thing>) =>
    write(things.map(thing => (thing.assetId === id ? { ...thing, ...part } : thing)));
  return (
    <>
      <Finder add={add} chosen={things.map(thing => thing.assetId)} />
      {things.length === 0 ? (
        <p className="quiet thing-list">Nothing is chosen yet.</p>
      ) : (
        <ul className="plain-list thing-list" aria-label="What is lent">
          {things.map(thing => (
            <One
              key={thing.assetId}
              thing={thing}
              plain={plain}
              check={checks.find(one => one.assetId === thing.assetId)}
              change={part => change(thing.assetId, part)}
              remove={() => write(things.filter(one => one.assetId !== thing.assetId))}
            />
          ))}
        </ul>
      )}
      {things.length > 1 && !plain ? (
        <Button
          size="compact-sm"
          variant="subtle"
          mt="xs"
          onClick={() =>
            write(
              things.map(thing => ({
                ...thing,
                condition: things[0]?.condition ?? 'good',
                accessories: things[0]?.accessories ?? [],
              })),
            )
          }
        >
          The same condition and accessories for all as for {things[0]?.tag}
        </Button>
      ) : null}
    </>
  );
}

interface OneProps {
  thing: Thing;
  plain: boolean;
  check: LoanCheck['items'][number] | undefined;
  change(part: Partial<Thing>): void;
  remove(): void;
}

function One({ thing, plain, check, change, remove }: OneProps) {
  const { tag, what, condition, accessories } = thing;
  const offered = [...new Set([...usualAccessories.slice(0, 4), ...accessories])];
  return (
    <li className="thing" data-plain={plain}>
      <span className="long-word">
        <strong>{tag}</strong> <span className="quiet">{what}</span>
      </span>
      {plain ? null : (
        <>
          <NativeSelect
            aria-label={`Condition of ${tag}`}
            size="xs"
            data={conditions.map(value => ({ value, label: conditionWords[value] }))}
            value={condition}
            onChange={event => change({ condition: event.currentTarget.value })}
          />
          <span className="chips">
            {offered.map(name => (
              <Checkbox
                key={name}
                size="xs"
                label={name}
                aria-label={`${name} with ${tag}`}
                checked={accessories.includes(name)}
                onChange={event =>
                  change({
                    accessories: event.currentTarget.checked
                      ? [...accessories, name]
                      : accessories.filter(one => one !== name),
                  })
                }
              />
            ))}
            <Other tag={tag} add={name => change({ accessories: [...new Set([...accessories, name])] })} />
          </span>
        </>
      )}
      <Button size="compact-xs" variant="subtle" aria-label={`Leave ${tag} out`} onClick={remove}>
        <IconX size={16} aria-hidden />
      </Button>
      {check?.problem ? (
        <div className="thing-problem">
          <Notice tone="error">{check.problem}</Notice>
        </div>
      ) : check?.remark ? (
        <p className="thing-problem quiet">{check.remark}</p>
      ) : null}
    </li>
  );
}

function Other({ tag, add }: { tag: string; add(name: string): void }) {
  const [text, setText] = useState('');
  return (
    <TextInput
      size="xs"
      w={110}
      placeholder="Other…"
      aria-label={`Something else that goes with ${tag}`}
      maxLength={60}
      value={text}
      onChange={event => setText(event.currentTarget.value)}
      onKeyDown={event => {
        if (event.key !== 'Enter' || text.trim() === '') return;
        event.preventDefault();
        add(text.trim());
        setText('');
      }}
      onBlur={() => {
        if (text.trim() !== '') add(text.trim());
        setText('');
      }}
    />
  );
}

function Finder({ add, chosen }: { add(things: Thing[]): void; chosen: readonly string[] }) {
  const say = useStateSayer();
  const [text, setText] = useState('');
  const [asked] = useDebouncedValue(text.trim(), 200);
  const sets = useQuery(views.sets()).data?.items ?? [];
  const query = useInfiniteQuery({ ...views.assets({ search: asked }), enabled: asked !== '' });
  const found = asked === '' ? [] : (query.data?.pages[0]?.items ?? []).slice(0, 6);
  const take = (row: AssetRow) => {
    add([aThing(row)]);
    setText('');
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    const wanted = text.trim().toLowerCase();
    const exact =
      found.find(row => row.tag.toLowerCase() === wanted) ?? (found.length === 1 ? found[0] : undefined);
    if (exact !== undefined) take(exact);
  };
  return (
    <>
      <Group align="flex-end" gap="sm">
        <TextInput
          type="search"
          label="Tag, name or serial number"
          description="Enter adds what fits exactly"
          maxLength={100}
          value={text}
          onChange={event => setText(event.currentTarget.value)}
          onKeyDown={onKey}
        />
        <ScanButton label="Scan a label" onCode={setText} />
        {sets.length === 0 ? null : (
          <NativeSelect
            label="Or a whole set"
            data={[
              { value: '', label: 'Choose a set' },
              ...sets.map(set => ({ value: set.id, label: `${set.name} (${set.members.length})` })),
            ]}
            value=""
            onChange={event => {
              const set = sets.find(one => one.id === event.currentTarget.value);
              if (set !== undefined)
                add(
                  set.members.map(({ id, tag, what }) => ({
                    assetId: id,
                    tag,
                    what,
                    condition: 'good',
                    accessories: [],
                  })),
                );
            }}
          />
        )}
      </Group>
      {asked === '' ? null : (
        <ul className="plain-list found-list" aria-label="Found">
          {found.length === 0 && query.data !== undefined ? (
            <li className="quiet">Nothing in the register fits “{asked}”.</li>
          ) : null}
          {found.map(row => (
            <li key={row.id} className="line">
              <span className="line-words">
                <strong>{row.tag}</strong> {aThing(row).what} <span className="quiet">{say(row.state)}</span>
              </span>
              {chosen.includes(row.id) ? (
                <span className="quiet">chosen</span>
              ) : (
                <Button
                  size="compact-sm"
                  variant="default"
                  aria-label={`Add ${row.tag}`}
                  onClick={() => take(row)}
                >
                  Add
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
