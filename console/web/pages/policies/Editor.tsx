import { NumberInput } from '@mantine/core';
import { useCallbackRef } from '@mantine/hooks';
import { memo, useMemo } from 'react';
import type { ControlMeaning } from '../../../../shared/controls/control.ts';
import { controls } from '../../../../shared/controls/index.ts';
import {
  type Layer,
  nothingSet,
  resolve,
  resolveSilence,
  resolveSilenceOffSite,
  withField,
} from '../../../../shared/policies/settings.ts';
import type { Place } from '../../../../shared/protocol/api/policies.ts';
import { useMay } from '../../session.tsx';
import { plural } from '../../time.ts';
import { ControlForm } from './ControlForm.tsx';
import { DraftPanel } from './DraftPanel.tsx';
import { PresetMenu } from './PresetMenu.tsx';
import { type DraftOf, useDraftOf } from './use-draft-of.ts';

const none: Record<string, string> = {};
const unset: Record<string, unknown> = {};

/** Every control of a place, with what changes beside it. */
export function Editor({ place }: { place: Place }) {
  const outer = useMemo(
    () => place.inherited.map(({ from, settings }): Layer => ({ from, settings })),
    [place.inherited],
  );
  const draft = useDraftOf(place, outer);
  const mayEdit = useMay()('policies.edit');
  const write = useCallbackRef((control: string, field: string, value: unknown) =>
    draft.write(withField(draft.settings, control, field, value)),
  );
  return (
    <div className="editor">
      <div className="editor-main">
        <div className="editor-top">
          <p className="quiet">
            {mayEdit
              ? 'Changing something makes a draft. No device hears of it before you put it in force.'
              : 'You can read this. The technician changes it.'}
            {place.below.length > 0
              ? ` ${plural(place.below.length, 'place')} below ${place.below.length === 1 ? 'has' : 'have'} settings of ${place.below.length === 1 ? 'its' : 'their'} own, which stay: ${place.below.map(one => one.name).join(', ')}.`
              : ''}
          </p>
          {mayEdit && place.scope !== 'device' ? (
            <PresetMenu draft={draft} outer={outer} from={place.scope} />
          ) : null}
        </div>
        {controls.map(meaning => (
          <Control
            key={meaning.key}
            meaning={meaning}
            outer={outer}
            from={place.scope}
            own={draft.settings.controls[meaning.key] ?? unset}
            problems={draft.problems[meaning.key] ?? none}
            disabled={!mayEdit}
            write={write}
          />
        ))}
        {place.scope === 'device' ? null : (
          <Silence place={place} outer={outer} draft={draft} disabled={!mayEdit} />
        )}
      </div>
      <DraftPanel place={place} draft={draft} mayEdit={mayEdit} />
    </div>
  );
}

interface ControlProps {
  meaning: ControlMeaning;
  outer: readonly Layer[];
  from: Layer['from'];
  own: Record<string, unknown>;
  problems: Record<string, string>;
  disabled: boolean;
  write(control: string, field: string, value: unknown): void;
}

/** Drawn again only when something of its own changes: a key pressed in one control costs nothing for the others. */
const Control = memo(function Control({ outer, from, write, ...shown }: ControlProps) {
  const { meaning, own } = shown;
  const settings = { ...nothingSet, controls: { [meaning.key]: own } };
  const { policy, origins } = resolve(meaning, [...outer, { from, settings }]);
  const onChange = (field: string, value: unknown) => write(meaning.key, field, value);
  return <ControlForm {...shown} policy={policy} origins={origins} onChange={onChange} />;
});

interface SilenceProps {
  place: Place;
  outer: readonly Layer[];
  draft: DraftOf;
  disabled: boolean;
}

function Silence({ place, outer, draft, disabled }: SilenceProps) {
  const { days, from } = resolveSilence([...outer, { from: place.scope, settings: draft.settings }]);
  const own = draft.settings.silentAfterSchoolDays !== null;
  const write = (next: number | null) => draft.write({ ...draft.settings, silentAfterSchoolDays: next });
  const offSite = resolveSilenceOffSite([...outer, { from: place.scope, settings: draft.settings }]);
  const ownOffSite = draft.settings.silentOffSiteAfterSchoolDays !== undefined;
  const writeOffSite = (next: number | undefined) => {
    const { silentOffSiteAfterSchoolDays: _before, ...rest } = draft.settings;
    draft.write(next === undefined ? rest : { ...rest, silentOffSiteAfterSchoolDays: next });
  };
  return (
    <section className="control-card" aria-labelledby="title-silence">
      <h2 id="title-silence" className="card-title">
        Silent devices
      </h2>
      <NumberInput
        label="School days until a silent device counts as not known"
        description="A device that is switched off keeps its last answer for so many school days; holidays do not count."
        className="short-input"
        min={1}
        max={60}
        clampBehavior="strict"
        allowDecimal={false}
        disabled={disabled}
        value={days}
        onChange={next => (typeof next === 'number' && next !== days ? write(next) : undefined)}
      />
      <p className="setting-from">
        {own ? 'Set here' : from === 'default' ? 'The usual setting' : 'From the school'}
        {own && !disabled ? (
          <button type="button" className="link-button" onClick={() => write(null)}>
            Inherit again<span className="hidden-words">: school days, {place.name}</span>
          </button>
        ) : null}
      </p>
      <NumberInput
        label="The same while it is on loan off site"
        description="A laptop at home is not switched on every school day. Empty: as at school."
        className="short-input"
        min={1}
        max={60}
        clampBehavior="strict"
        allowDecimal={false}
        disabled={disabled}
        value={offSite.days ?? ''}
        onChange={next => {
          if (next === '') writeOffSite(undefined);
          else if (typeof next === 'number' && next !== offSite.days) writeOffSite(next);
        }}
      />
      <p className="setting-from">
        {ownOffSite ? 'Set here' : offSite.from === 'default' ? 'As at school' : 'From the school'}
        {ownOffSite && !disabled ? (
          <button type="button" className="link-button" onClick={() => writeOffSite(undefined)}>
            Inherit again<span className="hidden-words">: days off site, {place.name}</span>
          </button>
        ) : null}
      </p>
    </section>
  );
}
