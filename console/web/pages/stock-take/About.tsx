import { Anchor, Textarea } from '@mantine/core';
import { useState } from 'react';
import {
  type StockTake,
  type StockTakeItem,
  stockTakeItems,
} from '../../../../shared/protocol/api/stock-takes.ts';
import { apiPath, tell } from '../../api-client.ts';
import { FormDialog } from '../../components/FormDialog.tsx';
import { PhotoInput } from '../../components/PhotoInput.tsx';
import { redrawn } from '../../picture.ts';
import { useMay } from '../../session.tsx';
import { upload } from '../../upload.ts';

/** What somebody wrote or photographed of it while counting. */
export function About({ item: { note, photos } }: { item: StockTakeItem }) {
  const mayOpen = useMay()('assets.read');
  return (
    <>
      {note === null ? null : <span className="order-detail long-word">Note: {note}</span>}
      {photos.map(({ id, name }) => (
        <span key={id} className="order-detail">
          Photo:{' '}
          {mayOpen ? (
            <Anchor href={apiPath(`/asset-files/${id}`)} download inherit underline="always">
              {name}
            </Anchor>
          ) : (
            name
          )}
        </span>
      ))}
    </>
  );
}

interface DialogProps {
  take: StockTake;
  item: StockTakeItem;
  onClose(): void;
}

export function AboutDialog({ take, item, onClose }: DialogProps) {
  const [note, setNote] = useState(item.note ?? '');
  const [file, setFile] = useState<File | null>(null);
  const path = `/stock-takes/${take.id}`;
  const send = async () => {
    if (note.trim() !== (item.note ?? '')) await tell('POST', `${path}/note`, { itemId: item.id, note });
    if (file !== null)
      await upload(`${path}/photos`, { itemId: item.id }, await redrawn(file), stockTakeItems);
  };
  return (
    <FormDialog
      title={`About ${item.tag}`}
      verb="Save"
      after="Until the stock-take is signed the note can be changed. A photo is kept among the files of the asset, where it can be removed."
      said="Saved."
      onClose={onClose}
      send={send}
    >
      {wrong => (
        <>
          <Textarea
            label="Note"
            placeholder="The lid is cracked"
            autosize
            minRows={2}
            maxLength={300}
            value={note}
            error={wrong.note}
            onChange={event => setNote(event.currentTarget.value)}
            data-autofocus
          />
          <PhotoInput file={file} error={wrong.file} onChange={setFile} />
        </>
      )}
    </FormDialog>
  );
}
