import { Fragment } from 'react';
import type { ControlMeaning } from '../../../../shared/controls/control.ts';
import { type Field, fieldsOf, sayName } from '../../../../shared/policies/fields.ts';
import type { Origin } from '../../../../shared/policies/settings.ts';
import { below } from './form/FieldInput.tsx';
import { SettingField } from './form/SettingField.tsx';
import { WindowPictures } from './WindowPictures.tsx';

interface Props {
  meaning: ControlMeaning;
  /** As it holds with the draft. */
  policy: Record<string, unknown>;
  origins: Record<string, Origin>;
  /** What the edited place sets itself; what it holds shows even while it is not valid. */
  own: Record<string, unknown>;
  problems: Record<string, string>;
  disabled: boolean;
  onChange(field: string, value: unknown): void;
}

const modeWords: Record<string, string> = {
  off: 'asks for nothing',
  watch: 'looks and reports, and changes nothing',
  enforce: 'also sets the computer',
};

/** One control: what it promises, its mode, and every other setting from its own schema. */
export function ControlForm({ meaning, policy, origins, own, problems, disabled, onChange }: Props) {
  const { words, key } = meaning;
  const fields = fieldsOf(meaning);
  const mode = fields.find(field => field.name === 'mode');
  const rest = fields.filter(field => field.name !== 'mode');
  const shown = (field: Field) => (Object.hasOwn(own, field.name) ? own[field.name] : policy[field.name]);
  const setHere = Object.keys(own).length;
  const wrong = Object.keys(problems).length;
  const { sentence } = words.promise(policy as never);
  return (
    <section className="control-card" aria-labelledby={`title-${key}`}>
      <h2 id={`title-${key}`} className="card-title">
        {words.title}
      </h2>
      <p className="control-promise">{sentence}</p>
      <p className="quiet">{words.help}</p>
      {mode?.kind === 'choice' ? (
        <fieldset className="mode-choice" disabled={disabled}>
          <legend className="hidden-words">{`Mode of ${words.title}`}</legend>
          <div className="modes">
            {mode.options.map(option => (
              <label key={option} className="mode" data-on={shown(mode) === option} data-mode={option}>
                <input
                  type="radio"
                  name={`${key}-mode`}
                  value={option}
                  checked={shown(mode) === option}
                  onChange={() => onChange('mode', option)}
                />
                {sayName(option)}
              </label>
            ))}
          </div>
          <span className="quiet mode-words">
            {modeWords[String(shown(mode))] ?? ''}
            {Object.hasOwn(own, 'mode') ? (
              <>
                ; set here{' '}
                <button type="button" className="link-button" onClick={() => onChange('mode', undefined)}>
                  Inherit again<span className="hidden-words">: mode of {words.title}</span>
                </button>
              </>
            ) : (
              `; ${fromWords[origins.mode ?? 'default']}`
            )}
          </span>
        </fieldset>
      ) : null}
      <details className="control-settings" open={wrong > 0 ? true : undefined}>
        <summary>
          {rest.length === 1 ? '1 setting' : `${rest.length} settings`}
          {setHere > 0 ? `, ${setHere} set here` : ''}
          {wrong > 0 ? `, ${wrong} to mend` : ''}
          <span className="hidden-words"> of {words.title}</span>
        </summary>
        <div className="settings">
          {rest.map(field => (
            <Fragment key={field.name}>
              <SettingField
                at={key}
                field={field}
                value={shown(field)}
                from={origins[field.name] ?? 'default'}
                own={Object.hasOwn(own, field.name)}
                problems={below(problems, field.name)}
                disabled={disabled}
                onChange={value => onChange(field.name, value)}
                onInherit={() => onChange(field.name, undefined)}
              />
              {field.name === 'speaksTo' ? <WindowPictures /> : null}
            </Fragment>
          ))}
        </div>
      </details>
    </section>
  );
}

const fromWords: Record<Origin, string> = {
  default: 'the usual setting',
  school: 'from the school',
  group: 'from the group',
  device: 'set for this device',
  exception: 'by an exception',
};
