/**
 * Printers in the words of CUPS, `/etc/cups/printers.conf`: only name and model. Its other lines say where a printer
 * is and who may use it; they are not read into anything. Needs root.
 */
import type { Hardware } from '../../../../shared/protocol/inventory.ts';
import type { Machine } from '../../controls/control.ts';
import { namesIn, textOf } from '../../system/presence.ts';
import { meaningful } from '../serials.ts';

type Printer = NonNullable<Hardware['printers']>[number];

/** A file that ends within a printer ends before it. */
export function parsePrinters(text: string): Printer[] {
  const blocks = text.matchAll(/^<(?:Default)?Printer ([^\s>]+)>\r?\n(.*?)^<\/(?:Default)?Printer>/gms);
  return [...blocks].slice(0, 100).map(([, name = '', body = '']) => ({
    name: name.slice(0, 200),
    model: meaningful(/^MakeModel (.+)$/m.exec(body)?.[1]),
  }));
}

/** Null where there is CUPS and its list could not be read. Without CUPS there is no printer. */
export async function linuxPrinters(machine: Machine): Promise<Printer[] | null> {
  const text = await textOf(machine, '/etc/cups/printers.conf', 512 * 1024);
  if (typeof text === 'string') return parsePrinters(text);
  return text === undefined && (await namesIn(machine, '/etc/cups')) !== null ? [] : null;
}
