import { Checkbox, NativeSelect, Stack, Textarea, TextInput } from '@mantine/core';
import { dataKinds } from '../../../../shared/assets/kinds.ts';
import {
  afterReturn,
  type Condition,
  conditions,
  conditionWords,
  type Outcome,
  outcomes,
  outcomeWords,
  type ReturnCheck,
  returnChecks,
  returnCheckWords,
} from '../../../../shared/loans/words.ts';
import type { LoanItem } from '../../../../shared/protocol/api/loans.ts';
import { useStateWords } from '../../state-words.ts';

export interface Back {
  outcome: Outcome;
  condition: Condition;
  missing: string[];
  damage: string;
  checks: ReturnCheck[];
  to: (typeof afterReturn)[number];
  location: string;
}

/** What the API takes. */
export function backOf(item: LoanItem, back: Back | undefined) {
  const { outcome = 'returned', condition = null, missing = [], damage = '', checks = [] } = back ?? {};
  return {
    itemId: item.id,
    outcome,
    condition: outcome === 'returned' ? condition : null,
    missing: outcome === 'returned' ? missing : [],
    damage: damage.trim(),
    checklist: dataKinds.includes(item.kind)
      ? Object.fromEntries(returnChecks.map(check => [check, checks.includes(check)]))
      : null,
    to: back?.to ?? 'in_stock',
    location: back?.location.trim() ?? '',
  };
}

interface Props {
  item: LoanItem;
  back: Back | undefined;
  put(back: Back | undefined): void;
  fresh(): Back;
  problems: Record<string, string>;
}

export function ReturnItem({ item, back, put, fresh, problems }: Props) {
  return (
    <li className="return-item">
      <Checkbox
        label={
          <>
            <strong>{item.tag}</strong> <span className="quiet">{item.what}</span>
          </>
        }
        checked={back !== undefined}
        onChange={event => put(event.currentTarget.checked ? fresh() : undefined)}
      />
      {back === undefined ? null : (
        <Looked item={item} back={back} set={part => put({ ...back, ...part })} problems={problems} />
      )}
    </li>
  );
}

interface LookedProps {
  item: LoanItem;
  back: Back;
  set(part: Partial<Back>): void;
  problems: Record<string, string>;
}

function Looked({ item, back, set, problems }: LookedProps) {
  const { id, tag, accessories, kind } = item;
  const stateWords = useStateWords();
  const gone = back.outcome !== 'returned';
  return (
    <div className="return-fields">
      <NativeSelect
        size="xs"
        label="What became of it"
        aria-label={`What became of ${tag}`}
        data={outcomes.map(value => ({ value, label: outcomeWords[value] }))}
        value={back.outcome}
        onChange={event => set({ outcome: event.currentTarget.value as Outcome })}
      />
      {gone ? null : (
        <>
          <NativeSelect
            size="xs"
            label="Condition"
            aria-label={`Condition of ${tag} now`}
            data={conditions.map(value => ({ value, label: conditionWords[value] }))}
            value={back.condition}
            onChange={event => {
              const condition = event.currentTarget.value as Condition;
              set({ condition, ...(condition === 'damaged' && { to: 'in_repair' }) });
            }}
          />
          <NativeSelect
            size="xs"
            label="From now on"
            aria-label={`${tag} from now on`}
            data={afterReturn.map(value => ({ value, label: stateWords[value] }))}
            value={back.to}
            onChange={event => set({ to: event.currentTarget.value as Back['to'] })}
          />
          <TextInput
            size="xs"
            label="Place"
            aria-label={`Place of ${tag}`}
            placeholder="As before"
            maxLength={100}
            value={back.location}
            error={problems[`${id}.location`]}
            onChange={event => set({ location: event.currentTarget.value })}
          />
          <Ticks
            item={item}
            back={back}
            set={set}
            shown={accessories.length > 0 || dataKinds.includes(kind)}
          />
        </>
      )}
      {gone || back.condition === 'damaged' || problems[`${id}.damage`] !== undefined ? (
        <Textarea
          className="wide-field"
          size="xs"
          label={
            gone ? 'When and where it was last seen; the police reference if there is one' : 'What is damaged'
          }
          maxLength={1000}
          autosize
          minRows={2}
          value={back.damage}
          error={problems[`${id}.damage`]}
          onChange={event => set({ damage: event.currentTarget.value })}
        />
      ) : null}
    </div>
  );
}

function Ticks({ item, back, set, shown }: Omit<LookedProps, 'problems'> & { shown: boolean }) {
  if (!shown) return null;
  return (
    <Stack gap={10} className="wide-field">
      {item.accessories.length === 0 ? null : (
        <fieldset className="plain-fields">
          <legend className="label">Came back with it</legend>
          <span className="chips">
            {item.accessories.map(name => (
              <Checkbox
                key={name}
                size="xs"
                label={name}
                aria-label={`${name} of ${item.tag} is back`}
                checked={!back.missing.includes(name)}
                onChange={event =>
                  set({
                    missing: event.currentTarget.checked
                      ? back.missing.filter(one => one !== name)
                      : [...back.missing, name],
                  })
                }
              />
            ))}
          </span>
        </fieldset>
      )}
      {dataKinds.includes(item.kind)
        ? returnChecks.map(check => (
            <Checkbox
              key={check}
              size="sm"
              label={returnCheckWords[check]}
              aria-label={`${item.tag}: ${returnCheckWords[check]}`}
              checked={back.checks.includes(check)}
              onChange={event =>
                set({
                  checks: event.currentTarget.checked
                    ? [...back.checks, check]
                    : back.checks.filter(one => one !== check),
                })
              }
            />
          ))
        : null}
    </Stack>
  );
}
