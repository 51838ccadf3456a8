import { NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import {
  type CheckKind,
  type CheckResult,
  checkKinds,
  checkResults,
  checkWords,
  nextFor,
} from '../../../../shared/assets/checks.ts';
import { isDay } from '../../../../shared/assets/dates.ts';
import { checksEntered } from '../../../../shared/protocol/api/asset-checks.ts';
import { change } from '../../api-client.ts';
import { FormDialog } from '../../components/FormDialog.tsx';
import { ScanButton } from '../../components/Scanner.tsx';
import { useDraft } from '../../draft.ts';
import { useToday } from '../../session.tsx';
import { useStateSayer } from '../../state-words.ts';

interface Props {
  kind: CheckKind;
  /** One tag a line, to begin with. */
  tags: string;
  onClose(): void;
}

/** One result for as many things as were looked at together. */
export function CheckDialog({ kind: first, tags: given, onClose }: Props) {
  const say = useStateSayer();
  const [kind, setKind] = useState(first);
  const [tags, setTags] = useState(given);
  const [doneOn, setDoneOn] = useState(useToday());
  const [result, setResult] = useState<CheckResult>('passed');
  const [next, setNext] = useState<string>();
  const [note, setNote] = useState('');
  // Whoever tests two hundred things is one company.
  const [kept, keep] = useDraft('check-by', { doneBy: '' });
  const proposed = isDay(doneOn) && result === 'passed' ? nextFor(kind, doneOn) : '';
  const nextOn = next ?? proposed;
  const list = tags
    .split(/[\n,;]+/)
    .map(tag => tag.trim())
    .filter(tag => tag !== '');
  return (
    <FormDialog
      title="Enter a test or maintenance"
      verb="Enter"
      after="An entry that was wrong can be withdrawn at the asset; it stays readable and no longer counts."
      said="Entered."
      onClose={onClose}
      send={() =>
        change(
          'POST',
          '/asset-checks',
          {
            tags: list,
            kind,
            doneOn,
            result,
            doneBy: kept.doneBy,
            note,
            nextOn: nextOn === '' ? null : nextOn,
          },
          checksEntered,
        )
      }
    >
      {wrong => (
        <>
          <NativeSelect
            label="What was done"
            description={checkWords[kind].hint}
            data={checkKinds.map(value => ({ value, label: checkWords[value].words }))}
            value={kind}
            onChange={event => setKind(event.currentTarget.value as CheckKind)}
          />
          <Textarea
            label="Asset tags"
            description="One a line, as on the labels. With one result together."
            autosize
            minRows={2}
            maxRows={10}
            value={tags}
            error={wrong.tags}
            onChange={event => setTags(event.currentTarget.value)}
          />
          <ScanButton
            label="Scan a label"
            onCode={code => setTags(before => `${before.trim()}${before.trim() === '' ? '' : '\n'}${code}`)}
          />
          <div className="two-fields">
            <TextInput
              label="Done on"
              type="date"
              value={doneOn}
              error={wrong.doneOn}
              onChange={event => setDoneOn(event.currentTarget.value)}
            />
            <NativeSelect
              label="Result"
              data={checkResults.map(value => ({ value, label: checkWords[kind][value] }))}
              value={result}
              onChange={event => setResult(event.currentTarget.value as CheckResult)}
            />
            <TextInput
              label="Done by"
              description="A name, or the company"
              maxLength={120}
              value={kept.doneBy}
              error={wrong.doneBy}
              onChange={event => keep({ doneBy: event.currentTarget.value })}
            />
            <TextInput
              label="Due again on"
              description="Empty if it is not done again"
              type="date"
              value={nextOn}
              error={wrong.nextOn}
              onChange={event => setNext(event.currentTarget.value)}
            />
          </div>
          <Textarea
            label="Note"
            maxLength={500}
            autosize
            value={note}
            error={wrong.note}
            onChange={event => setNote(event.currentTarget.value)}
          />
          {result === 'failed' && kind !== 'maintenance' ? (
            <p className="quiet">
              Then put the thing away: open it and change its state to “{say('quarantined')}” or “
              {say('in_repair')}”. Until then the page says that it is still in use.
            </p>
          ) : null}
        </>
      )}
    </FormDialog>
  );
}
