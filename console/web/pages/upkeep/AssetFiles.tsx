import { Anchor, Button, FileInput, NativeSelect, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { closedStates } from '../../../../shared/assets/states.ts';
import {
  type AssetFile,
  assetFiles,
  type FilePurpose,
  filePurposes,
  filePurposeWords,
} from '../../../../shared/protocol/api/asset-files.ts';
import type { Asset } from '../../../../shared/protocol/api/assets.ts';
import { ApiError, apiPath, tell } from '../../api-client.ts';
import { Ago } from '../../components/Ago.tsx';
import { Confirm } from '../../components/Confirm.tsx';
import { FormDialog } from '../../components/FormDialog.tsx';
import { Loaded, RowsSkeleton } from '../../components/Loaded.tsx';
import { Section } from '../../components/Page.tsx';
import { photoTypes, photoWords } from '../../components/PhotoInput.tsx';
import { Picture } from '../../components/Picture.tsx';
import { redrawn } from '../../picture.ts';
import { useChange } from '../../saving.ts';
import { useMay } from '../../session.tsx';
import { upload } from '../../upload.ts';
import { views } from '../../views.ts';
import './upkeep.css';

/** Photos and papers of one asset. */
export function AssetFiles({ asset }: { asset: Asset }) {
  const query = useQuery(views.assetFiles(asset.id));
  const [adding, setAdding] = useState(false);
  const mayEdit = useMay()('assets.edit') && !closedStates.includes(asset.state);
  // Seals and damage are proved by their photos.
  const mayRemove = mayEdit && asset.state !== 'quarantined';
  return (
    <Section
      title="Photos and papers"
      note={
        mayEdit ? (
          <Button size="compact-sm" variant="default" onClick={() => setAdding(true)}>
            Add a photo or paper
          </Button>
        ) : undefined
      }
    >
      <Loaded query={query} what="the files" skeleton={<RowsSkeleton rows={2} height={30} />}>
        {({ items }) => {
          const here = items.filter(one => one.removed === null);
          const gone = items.length - here.length;
          return (
            <>
              {here.length === 0 ? <p className="quiet">None yet.</p> : null}
              <div className="file-grid">
                {here.map(one => (
                  <Card key={one.id} file={one} mayRemove={mayRemove} />
                ))}
              </div>
              {gone === 0 ? null : (
                <p className="quiet">
                  {gone === 1 ? 'One file was' : `${gone} files were`} removed; the audit log says by whom.
                </p>
              )}
            </>
          );
        }}
      </Loaded>
      {adding ? <AddDialog asset={asset} onClose={() => setAdding(false)} /> : null}
    </Section>
  );
}

function Card({ file, mayRemove }: { file: AssetFile; mayRemove: boolean }) {
  const [removing, setRemoving] = useState(false);
  const isPicture = file.type?.startsWith('image/') === true;
  const remove = useChange({
    send: () => tell('DELETE', `/asset-files/${file.id}`),
    said: () => `${file.name} is removed.`,
    touches: ['asset'],
    done: () => setRemoving(false),
  });
  const words = file.caption ?? filePurposeWords[file.what];
  return (
    <div className="file-card">
      {isPicture ? <Picture path={`/asset-files/${file.id}`} words={words} /> : null}
      <span>{words}</span>
      <Anchor href={apiPath(`/asset-files/${file.id}`)} download size="sm">
        {file.name} ({Math.max(1, Math.round((file.size ?? 0) / 1000))} kB)
      </Anchor>
      <span className="quiet">
        {file.addedBy}, <Ago at={file.addedAt} />
      </span>
      {mayRemove ? (
        <Button
          size="compact-xs"
          variant="subtle"
          aria-label={`Remove ${file.name}`}
          onClick={() => setRemoving(true)}
        >
          Remove
        </Button>
      ) : null}
      <Confirm
        opened={removing}
        title={`Remove ${file.name}`}
        verb="Remove the file"
        busy={remove.isPending}
        onConfirm={() => remove.mutate(undefined)}
        onClose={() => setRemoving(false)}
      >
        It is deleted from the console for good. That it was there, and that you removed it, stays.
      </Confirm>
    </div>
  );
}

function AddDialog({ asset, onClose }: { asset: Asset; onClose(): void }) {
  const [what, setWhat] = useState<FilePurpose>('photo');
  const [caption, setCaption] = useState('');
  const [file, setFile] = useState<File | null>(null);
  const send = async () => {
    if (file === null)
      throw new ApiError({
        code: 'file.none',
        status: 400,
        detail: 'Choose a file first.',
        fields: { file: 'Choose a file' },
      });
    const given = what === 'photo' ? await redrawn(file) : file;
    return upload(`/assets/${asset.id}/files`, { what, caption }, given, assetFiles);
  };
  return (
    <FormDialog
      title={`Add to ${asset.tag}`}
      verb="Add"
      after="It can be removed again; that it was here stays."
      said="Added."
      onClose={onClose}
      send={send}
    >
      {wrong => (
        <>
          <NativeSelect
            label="What it is"
            data={filePurposes.map(value => ({ value, label: filePurposeWords[value] }))}
            value={what}
            onChange={event => setWhat(event.currentTarget.value as FilePurpose)}
          />
          <FileInput
            label="File"
            description={what === 'photo' ? photoWords : 'PDF, PNG, JPEG or text, at most 15 MB.'}
            placeholder="Choose a file"
            accept={what === 'photo' ? photoTypes : `application/pdf,${photoTypes},text/plain`}
            value={file}
            error={wrong.file}
            onChange={setFile}
          />
          <TextInput
            label="Caption"
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
