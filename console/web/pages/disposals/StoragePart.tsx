import { Anchor, Button, Group } from '@mantine/core';
import { useState } from 'react';
import { sayDay } from '../../../../shared/assets/dates.ts';
import {
  categoryMeaning,
  categoryWords,
  caveatOf,
  hiddenWords,
  mediaWords,
  methodOf,
  resultWords,
  sayRan,
  sayVerified,
} from '../../../../shared/disposals/methods.ts';
import type {
  DisposalItem,
  SanitisationRecord,
  StorageView,
} from '../../../../shared/protocol/api/disposals.ts';
import { tell } from '../../api-client.ts';
import { Moment } from '../../components/Ago.tsx';
import { Notice } from '../../components/Notice.tsx';
import { Question, useQuestion } from '../../components/Question.tsx';
import { useChange } from '../../saving.ts';
import { plural } from '../../time.ts';
import { ByHand } from './ByHand.tsx';
import { fileAddress } from './files.ts';
import { RecordDialog } from './RecordDialog.tsx';
import { ChangeStorageDialog, PlaceLineDialog } from './StorageDialogs.tsx';
import { WhyDialog } from './WhyDialog.tsx';

interface Props {
  storage: StorageView;
  item: DisposalItem;
  /** Whether anything may still be written down. */
  open: boolean;
}

export function StoragePart({ storage, item, open }: Props) {
  const { serial, name, origin, leftOut } = storage;
  const question = useQuestion(storage.id, ['storage-left-out']);
  const gigabytes = storage.sizeBytes === null ? null : `${Math.round(storage.sizeBytes / 1e9)} GB`;
  const facts = [name, storage.model, mediaWords[storage.media], gigabytes].filter(part => part !== null);
  return (
    <article className="storage">
      <h3>{serial === null ? 'Serial number not known' : `Serial ${serial}`}</h3>
      <p className="quiet">
        {facts.join(', ')}.{' '}
        {origin === 'agent'
          ? `Read by ${storage.notedBy} itself`
          : `Written down by hand by ${storage.notedBy}`}
        , <Moment at={storage.notedAt} />.
      </p>
      {leftOut === null ? null : (
        <p>
          Not in it: {leftOut} ({storage.leftOutBy.join(', and agreed by ')})
        </p>
      )}
      {question === undefined ? null : <Question waits={question} />}
      {storage.trouble === null ? null : <Notice tone="caution">{storage.trouble}.</Notice>}
      {storage.byContractor && leftOut === null ? (
        <p>Left to the contractor, who has to send a certificate that names this serial number.</p>
      ) : null}
      {storage.records.length === 0 ? null : <Records storage={storage} />}
      {storage.certificates.map(one => (
        <div key={one.id}>
          <p>
            <Anchor href={fileAddress(one.fileId)} inherit underline="always">
              Certificate {one.number}
            </Anchor>{' '}
            of {one.issuer}
            {one.placed.same ? ' names it' : ''}.
          </p>
          <ByHand placed={one.placed} what="the certificate" />
          {one.whyNot === null ? null : <Notice tone="caution">It proves nothing: it {one.whyNot}.</Notice>}
        </div>
      ))}
      {open ? <Actions storage={storage} item={item} /> : null}
    </article>
  );
}

function Records({ storage }: { storage: StorageView }) {
  return (
    <table className="device-table list-table record-table">
      <caption className="hidden-words">What was done to it; the last one counts</caption>
      <thead>
        <tr>
          <th scope="col">Done on</th>
          <th scope="col">What was done</th>
          <th scope="col">Counts as</th>
          <th scope="col">Result</th>
        </tr>
      </thead>
      <tbody>
        {storage.records.map(record => (
          <tr key={record.id}>
            <td>{sayDay(record.doneOn)}</td>
            <td data-label="What was done">
              <What record={record} media={storage.media} />
            </td>
            <td data-label="Counts as">
              <Counted record={record} />
            </td>
            <td data-label="Result">
              {resultWords[record.result]}
              {record.trouble === '' ? '' : `: ${record.trouble}`}.{' '}
              <span className="quiet">{sayVerified(record)}.</span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** What did not pass counts as nothing, whatever was done. */
function Counted({ record }: { record: SanitisationRecord }) {
  const passed = record.result === 'passed';
  return (
    <>
      <strong>{passed ? categoryWords[record.category] : 'Nothing'}</strong>
      <span className="quiet"> {passed ? categoryMeaning[record.category] : 'it did not pass'}</span>
    </>
  );
}

function What({ record, media }: { record: SanitisationRecord; media: StorageView['media'] }) {
  const tool = [record.tool, record.toolVersion, record.standard].filter(part => part !== '').join(' ');
  const seen = record.witness === null ? '' : `, seen by ${record.witness}`;
  const caveat = record.result === 'passed' ? caveatOf(record.method, media) : undefined;
  return (
    <>
      {methodOf(record.method).words}
      {tool === '' ? '' : ` with ${tool}`}, by {record.operator}
      {record.passes === null ? '' : `, ${plural(record.passes, 'pass', 'passes')}`}
      {record.method === 'overwrite' ? `, hidden sectors ${hiddenWords[record.hidden].toLowerCase()}` : ''}
      {seen}
      {record.place === '' ? '' : `, ${record.place}`}
      {record.ran === null ? '' : `, ${sayRan(record.ran)}`}.
      {record.fileId === null ? null : (
        <>
          {' '}
          <Anchor href={fileAddress(record.fileId)} inherit underline="always">
            Its log
          </Anchor>
        </>
      )}
      <ByHand placed={record.placed} what="the record" />
      {caveat === undefined ? null : <p className="caveat">{caveat}</p>}
    </>
  );
}

type Open = 'record' | 'change' | 'out' | 'line';

function Actions({ storage, item }: { storage: StorageView; item: DisposalItem }) {
  const [dialog, setDialog] = useState<Open>();
  const close = () => setDialog(undefined);
  const asked = useQuestion(storage.id, ['storage-left-out']) !== undefined;
  const name = storage.serial ?? storage.name;
  const patch = useChange({
    send: (byContractor: boolean) => tell('PATCH', `/disposals/storage/${storage.id}`, { byContractor }),
    said: (_, byContractor) =>
      byContractor ? 'The contractor has to destroy it and certify it.' : 'It is wiped or destroyed here.',
    undo: (_, byContractor) => () =>
      tell('PATCH', `/disposals/storage/${storage.id}`, { byContractor: !byContractor }),
    touches: ['disposals'],
  });
  const back = useChange({
    send: () => tell('POST', `/disposals/storage/${storage.id}/put-back`),
    said: () => 'It is on the list again.',
    touches: ['disposals'],
  });
  if (storage.leftOut !== null)
    return (
      <Button size="compact-sm" variant="default" onClick={() => back.mutate(undefined)}>
        It is in it after all
      </Button>
    );
  const button = (which: Open, words: string) => (
    <Button
      size="compact-sm"
      variant="default"
      aria-label={`${words}: ${name}`}
      onClick={() => setDialog(which)}
    >
      {words}
    </Button>
  );
  return (
    <Group gap="xs" className="storage-actions">
      {button('record', 'Write down what was done')}
      {item.unmatched.length > 0 ? button('line', 'Take over a drive of a log') : null}
      {storage.origin === 'hand' || storage.serial === null ? button('change', 'Enter serial or kind') : null}
      <Button
        size="compact-sm"
        variant="default"
        disabled={storage.serial === null}
        title={
          storage.serial === null
            ? 'A certificate is matched by serial number, and this one is not known'
            : undefined
        }
        onClick={() => patch.mutate(!storage.byContractor)}
      >
        {storage.byContractor ? 'Wipe or destroy it here instead' : 'The contractor destroys it'}
      </Button>
      {asked ? null : button('out', 'It is not in it')}
      {dialog === 'record' ? <RecordDialog storage={storage} onClose={close} /> : null}
      {dialog === 'change' ? <ChangeStorageDialog storage={storage} onClose={close} /> : null}
      {dialog === 'line' ? (
        <PlaceLineDialog storage={storage} lines={item.unmatched} onClose={close} />
      ) : null}
      {dialog === 'out' ? (
        <WhyDialog
          title={`${name} is not in ${item.tag}`}
          verb="Ask to leave it out"
          path={`/disposals/storage/${storage.id}/leave-out`}
          said="Asked. A second person has to agree."
          after="You can take the question back while it waits. Once it is left out, “It is in it after all” undoes that."
          onClose={close}
        >
          Say how you know: a stick that was plugged in, a disk that moved to another laptop. What is left out
          leaves without a wipe, so a second person has to agree. Its page and the pack go on naming it, with
          your reason and both names.
        </WhyDialog>
      ) : null}
    </Group>
  );
}
