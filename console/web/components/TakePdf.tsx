import { Button } from '@mantine/core';
import { takeFile } from '../api-client.ts';
import { hand } from '../download.ts';
import { useChange } from '../saving.ts';

/** A paper that the console makes, to keep or print. */
export function TakePdf({ path, title }: { path: string; title: string }) {
  const take = useChange({
    send: () => takeFile(path),
    said: ({ name }) => `It is in ${name}.`,
    touches: ['audit'],
    done: ({ name, content }) => hand(name, content),
  });
  return (
    <Button variant="default" loading={take.isPending} title={title} onClick={() => take.mutate(undefined)}>
      PDF
    </Button>
  );
}
