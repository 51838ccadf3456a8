/** What a device told of its parts, in words. Null where it could not look, undefined where it does not look yet. */
import type { Hardware } from '../../../../shared/protocol/inventory.ts';
import { sayMemory, saySize } from '../../control-words.ts';
import { plural } from '../../time.ts';

type Several<K extends keyof Hardware> = NonNullable<Hardware[K]> extends (infer One)[] ? One : never;

const joined = (parts: (string | null | false)[]) => parts.filter(Boolean).join(', ');

export function sayVolume({ name, sizeBytes, freePercent }: Several<'volumes'>): string {
  const free =
    sizeBytes === null ? '' : `, about ${saySize((sizeBytes * freePercent) / 100)} of ${saySize(sizeBytes)}`;
  return `${freePercent}% free on ${name}${free}`;
}

export function sayBattery({ battery, batteryCount }: Hardware): string | null {
  if (battery === null) return 'none';
  const which = batteryCount === undefined ? '' : `the weakest of ${batteryCount} `;
  const { healthPercent: health, cycles } = battery;
  const charged = cycles !== null && `charged ${plural(cycles, 'time')}`;
  if (health === null) return charged || null;
  return joined([`${which}holds ${Math.round(health)}% of what it did when new`, charged]);
}

const workWords = {
  here: 'on this computer alone',
  elsewhere: 'on a server',
  synced: 'set up to be synchronised; whether that works is not seen',
  not_known: 'where it lies is not known: nobody was signed in',
};

export const sayWork = ({ kept, gigabytes }: NonNullable<Hardware['work']>[number]) =>
  joined([
    'one person’s folder',
    gigabytes !== null && (gigabytes === 0 ? 'less than 1 GB' : `about ${gigabytes} GB`),
    workWords[kept],
  ]);

const secureBootWords = {
  on: 'on',
  off: 'off: the computer also starts programs that nobody signed',
  not_possible: 'not possible: this computer starts in the older way (BIOS)',
};

export const saySecureBoot = (told: Hardware['secureBoot']) =>
  told === null || told === undefined ? null : secureBootWords[told];

export const sayTpm = (told: Hardware['tpm']) =>
  told === null || told === undefined ? null : told === 'none' ? 'none' : `version ${told}`;

export function sayModule({ slot, sizeBytes, kind, speed, part }: Several<'memoryModules'>): string {
  const size = sizeBytes === null ? 'size not known' : sayMemory(sizeBytes);
  const rate = speed === null ? null : `${speed.toLocaleString('en-GB')} MT/s`;
  return joined([kind === null ? size : `${size} ${kind}`, rate, part, slot !== null && `in ${slot}`]);
}

export function sayMonitor({ maker, model, serial, year, inches, builtIn }: Several<'monitors'>): string {
  const repeats = maker !== null && model?.toLowerCase().startsWith(maker.toLowerCase());
  const name = repeats ? model : [maker, model].filter(part => part !== null).join(' ');
  return joined([
    builtIn && 'built in',
    name || (!builtIn && 'a monitor'),
    inches !== null && `${inches} inches`,
    year !== null && `made in ${year}`,
    serial !== null && `serial number ${serial}`,
  ]);
}

export const sayPrinter = ({ name, model }: Several<'printers'>) =>
  model === null || model === name ? name : `${name} (${model})`;

const adapterKinds = {
  ethernet: 'network cable',
  wifi: 'Wi-Fi',
  mobile: 'mobile network',
  bluetooth: 'Bluetooth',
  other: 'of another kind',
} as const;

export function sayAdapter({ name, kind, model, address }: Several<'networkAdapters'>): string {
  const said = joined([adapterKinds[kind], model]);
  const named = name === adapterKinds[kind] ? said : `${said} (${name})`;
  return joined([named, address != null && `network address ${address}`]);
}
