import { Button, Group, Modal, Stack } from '@mantine/core';
import { useState } from 'react';
import { controls } from '../../../../shared/controls/index.ts';
import { difference } from '../../../../shared/policies/difference.ts';
import { type PresetKey, presets, withPreset } from '../../../../shared/policies/presets.ts';
import type { Layer } from '../../../../shared/policies/settings.ts';
import { After } from '../../components/After.tsx';
import { Lines } from './Lines.tsx';
import type { DraftOf } from './use-draft-of.ts';

interface PresetMenuProps {
  draft: DraftOf;
  /** What the place inherits. */
  outer: readonly Layer[];
  from: Layer['from'];
}

/** Lays a preset over the draft. Nothing is in force by that, and every setting can be changed afterwards. */
export function PresetMenu({ draft, outer, from }: PresetMenuProps) {
  const [open, setOpen] = useState(false);
  const [chosen, setChosen] = useState<PresetKey | null>(null);
  const apply = () => {
    if (chosen !== null) draft.write(withPreset(controls, draft.settings, chosen));
    setOpen(false);
  };
  return (
    <>
      <Button variant="default" size="sm" onClick={() => setOpen(true)}>
        Start from a preset
      </Button>
      <Modal opened={open} onClose={() => setOpen(false)} title="Start from a preset" centered size="lg">
        <form
          onSubmit={event => {
            event.preventDefault();
            apply();
          }}
        >
          <Stack gap="sm">
            <p className="quiet">
              A preset sets some values in the draft and no mode: what watches goes on watching. A primary
              school can keep the usual settings and needs none of these.
            </p>
            <fieldset className="preset-list">
              <legend className="hidden-words">Preset</legend>
              {presets.map(preset => (
                <label key={preset.key} className="preset" data-on={chosen === preset.key}>
                  <input
                    type="radio"
                    name="preset"
                    value={preset.key}
                    checked={chosen === preset.key}
                    onChange={() => setChosen(preset.key)}
                  />
                  <span>
                    <strong>{preset.title}</strong>
                    <br />
                    {preset.sentence}
                  </span>
                </label>
              ))}
            </fieldset>
            {chosen === null ? null : (
              <section aria-live="polite">
                <h3 className="preset-lines">What it would change here</h3>
                <Lines
                  lines={difference(
                    controls,
                    outer,
                    from,
                    draft.settings,
                    withPreset(controls, draft.settings, chosen),
                  )}
                />
              </section>
            )}
            <After>Only the draft changes: each value can be changed back there.</After>
            <Group justify="flex-end" gap="sm">
              <Button variant="default" onClick={() => setOpen(false)}>
                Cancel
              </Button>
              <Button type="submit" disabled={chosen === null}>
                Lay it over the draft
              </Button>
            </Group>
          </Stack>
        </form>
      </Modal>
    </>
  );
}
