import { Button } from '@mantine/core';
import { takeFile } from '../api-client.ts';
import { hand } from '../download.ts';
import { useChange } from '../saving.ts';

interface Props {
  /** The list's own path in the API: `/devices`. */
  list: string;
  /** As the page narrows it now. */
  filters?: Record<string, string | undefined>;
  /** "the devices" */
  what: string;
  /** Small, beside the heading of a part of a page. */
  small?: boolean;
}

/** Every row that fits the filters of the page, as a spreadsheet. */
export function Export({ list, filters = {}, what, small = false }: Props) {
  const take = useChange({
    send: () => takeFile(`${list}/export`, filters),
    said: ({ name }) => `${what.charAt(0).toUpperCase()}${what.slice(1)} are in ${name}.`,
    touches: ['audit'],
    done: ({ name, content }) => hand(name, content),
  });
  return (
    <Button
      variant="default"
      {...(small && { size: 'compact-sm' })}
      loading={take.isPending}
      title={`Take ${what}, as they are filtered here, as a CSV file for a spreadsheet`}
      onClick={() => take.mutate(undefined)}
    >
      Export
    </Button>
  );
}
