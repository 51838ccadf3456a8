import { Anchor, Button, FileInput, NativeSelect } from '@mantine/core';
import { useState } from 'react';
import {
  type Supplier,
  type SupplierPaper,
  supplierList,
  supplierPapers,
  supplierPaperWords,
} from '../../../../shared/protocol/api/suppliers.ts';
import { ApiError, apiPath, tell } from '../../api-client.ts';
import { Ago } from '../../components/Ago.tsx';
import { Confirm } from '../../components/Confirm.tsx';
import { FormDialog } from '../../components/FormDialog.tsx';
import { useChange } from '../../saving.ts';
import { upload } from '../../upload.ts';

/** What was signed with a supplier, to be shown to who asks for it. */
export function Papers({ supplier, edit }: { supplier: Supplier; edit: boolean }) {
  if (supplier.papers.length === 0) return null;
  return (
    <ul className="plain-list" aria-label={`Papers of ${supplier.name}`}>
      {supplier.papers.map(one => (
        <Line key={one.id} paper={one} edit={edit} />
      ))}
    </ul>
  );
}

function Line({ paper, edit }: { paper: SupplierPaper; edit: boolean }) {
  const [removing, setRemoving] = useState(false);
  const remove = useChange({
    send: () => tell('DELETE', `/supplier-papers/${paper.id}`),
    said: () => `${paper.name} is removed.`,
    touches: ['upkeep'],
    done: () => setRemoving(false),
  });
  return (
    <li className="line">
      <span className="line-words">
        {supplierPaperWords[paper.what]}:{' '}
        <Anchor href={apiPath(`/supplier-papers/${paper.id}`)} download inherit underline="always">
          {paper.name}
        </Anchor>
      </span>
      <span className="line-age">
        {paper.addedBy}, <Ago at={paper.addedAt} />{' '}
        {edit ? (
          <Button
            size="compact-xs"
            variant="subtle"
            aria-label={`Remove ${paper.name}`}
            onClick={() => setRemoving(true)}
          >
            Remove
          </Button>
        ) : null}
      </span>
      <Confirm
        opened={removing}
        title={`Remove ${paper.name}`}
        verb="Remove the paper"
        busy={remove.isPending}
        onConfirm={() => remove.mutate(undefined)}
        onClose={() => setRemoving(false)}
      >
        It is deleted from the console for good. That it was there, and that you removed it, stays in the
        audit log.
      </Confirm>
    </li>
  );
}

export function AddPaper({ supplier }: { supplier: Supplier }) {
  const [open, setOpen] = useState(false);
  const [what, setWhat] = useState<SupplierPaper['what']>('contract');
  const [file, setFile] = useState<File | null>(null);
  const send = async () => {
    if (file === null)
      throw new ApiError({
        ...{ code: 'file.none', status: 400, detail: 'Choose a file first.' },
        fields: { file: 'Choose a file' },
      });
    return upload(`/suppliers/${supplier.id}/papers`, { what }, file, supplierList);
  };
  return (
    <>
      <Button
        size="compact-sm"
        variant="default"
        aria-label={`Add a paper of ${supplier.name}`}
        onClick={() => setOpen(true)}
      >
        Add a paper
      </Button>
      {open ? (
        <FormDialog
          title={`Add a paper of ${supplier.name}`}
          verb="Add"
          after="It can be removed again; the audit log keeps that it was here."
          said="Added. What it says, such as until when it holds, is entered beside it."
          onClose={() => setOpen(false)}
          send={send}
        >
          {wrong => (
            <>
              <NativeSelect
                label="What it is"
                data={supplierPapers.map(value => ({ value, label: supplierPaperWords[value] }))}
                value={what}
                error={wrong.what}
                onChange={event => setWhat(event.currentTarget.value as typeof what)}
              />
              <FileInput
                label="File"
                description="PDF, PNG, JPEG or text, at most 15 MB."
                placeholder="Choose a file"
                accept="application/pdf,image/png,image/jpeg,text/plain"
                value={file}
                error={wrong.file}
                onChange={setFile}
              />
            </>
          )}
        </FormDialog>
      ) : null}
    </>
  );
}
