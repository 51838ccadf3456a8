import { Anchor, Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import { type Batch, batch } from '../../../../shared/protocol/api/disposals.ts';
import { ApiError, tell } from '../../api-client.ts';
import { Ago } from '../../components/Ago.tsx';
import { FormDialog } from '../../components/FormDialog.tsx';
import { PhotoInput } from '../../components/PhotoInput.tsx';
import { Picture } from '../../components/Picture.tsx';
import { redrawn } from '../../picture.ts';
import { useChange } from '../../saving.ts';
import { upload } from '../../upload.ts';
import { fileAddress } from './files.ts';

type Photo = Batch['photos'][number];

/** What was loaded, as it looked; added and removed until the receipt is signed. */
export function Photos({ data, mayChange = false }: { data: Batch; mayChange?: boolean }) {
  const [adding, setAdding] = useState(false);
  return (
    <>
      <div className="file-grid">
        {data.photos.map(photo => (
          <Card key={photo.id} photo={photo} mayChange={mayChange} />
        ))}
      </div>
      {mayChange ? (
        <Button variant="default" mt={data.photos.length === 0 ? 0 : 'sm'} onClick={() => setAdding(true)}>
          Add a photo
        </Button>
      ) : null}
      {adding ? <AddDialog id={data.id} onClose={() => setAdding(false)} /> : null}
    </>
  );
}

function Card({ photo, mayChange }: { photo: Photo; mayChange: boolean }) {
  const remove = useChange({
    send: () => tell('DELETE', `/disposals/photos/${photo.id}`),
    said: () => `${photo.name} is removed.`,
    touches: ['disposals'],
  });
  const words = photo.caption || photo.name;
  return (
    <div className="file-card">
      <Picture path={`/disposals/files/${photo.fileId}`} words={words} />
      <Anchor href={fileAddress(photo.fileId)} download inherit>
        {words}
      </Anchor>
      <span className="quiet">
        {photo.addedBy}, <Ago at={photo.addedAt} />
      </span>
      {mayChange ? (
        <Button
          size="compact-md"
          variant="subtle"
          loading={remove.isPending}
          aria-label={`Remove ${words}`}
          onClick={() => remove.mutate(undefined)}
        >
          Remove
        </Button>
      ) : null}
    </div>
  );
}

function AddDialog({ id, onClose }: { id: string; onClose(): void }) {
  const [file, setFile] = useState<File | null>(null);
  const [caption, setCaption] = useState('');
  const send = async () => {
    if (file === null)
      throw new ApiError({
        ...{ code: 'file.none', status: 400, detail: 'Choose a photo first.' },
        fields: { file: 'Choose a photo' },
      });
    return upload(`/disposals/batches/${id}/photos`, { caption }, await redrawn(file), batch);
  };
  return (
    <FormDialog
      title="A photo of what is loaded"
      verb="Add"
      after="It can be removed until the receipt is signed, and is frozen with it."
      said="Added."
      onClose={onClose}
      send={send}
    >
      {wrong => (
        <>
          <PhotoInput file={file} error={wrong.file} onChange={setFile} />
          <TextInput
            label="What it shows"
            placeholder="The pallet before loading"
            maxLength={200}
            value={caption}
            error={wrong.caption}
            onChange={event => setCaption(event.currentTarget.value)}
          />
        </>
      )}
    </FormDialog>
  );
}
