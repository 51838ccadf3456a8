import { Button, Menu } from '@mantine/core';
import { takeFile } from '../../api-client.ts';
import { hand } from '../../download.ts';
import { useChange } from '../../saving.ts';

const ways = [
  { as: 'xlsx', words: 'Excel workbook' },
  { as: 'csv', words: 'Comma-separated text (CSV)' },
  { as: 'snipe-it', words: 'For Snipe-IT (CSV)' },
] as const;

/** The whole register, in the shape that somebody needs it. */
export function ExportRegister() {
  const take = useChange({
    send: ({ as }: (typeof ways)[number]) => takeFile('/assets/export', { as }),
    said: ({ name }) => `The register is in ${name}.`,
    touches: ['audit'],
    done: ({ name, content }) => hand(name, content),
  });
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <Button variant="default" loading={take.isPending}>
          Export
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {ways.map(way => (
          <Menu.Item key={way.as} onClick={() => take.mutate(way)}>
            {way.words}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
