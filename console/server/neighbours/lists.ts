/** Lists that a school has of its network: CSV, what a DHCP server keeps, or a table of neighbours. */
import { invalid } from '../errors.ts';
import { readSheet, unescapeFormula } from '../sheets/index.ts';

export interface Row {
  line: number;
  mac: string | undefined;
  name: string;
  /** UTC milliseconds, where the list says when it was last there. */
  at: number | undefined;
}

/** Lower case with colons; undefined for what is no single device's address. Hyphens, dots and no separator are read. */
export function macOf(text: string): string | undefined {
  const digits = text
    .trim()
    .toLowerCase()
    .replace(/[:.\- ]/g, '');
  const six = /^[0-9a-f]{12}$/.test(digits) ? digits : undefined;
  if (six === undefined || /^0{12}$/.test(six) || (Number.parseInt(six.slice(0, 2), 16) & 1) === 1)
    return undefined;
  return (six.match(/../g) ?? []).join(':');
}

/** An address of the internet, and after it one of the wire. */
const inTable = /\d{1,3}(?:\.\d{1,3}){3}\b.*?\b((?:[0-9a-f]{1,2}[:-]){5}[0-9a-f]{1,2})\b/i;

/** A host's own name, without the school's domain. */
const nameOf = (text: string) => text.trim().replace(/\.$/, '').split('.')[0]?.slice(0, 60) ?? '';

/** Throws 400 for a file that is none of these. */
export function readList(text: string): { format: string; rows: Row[] } {
  if (/^lease\s+[\d.]+\s*\{/m.test(text))
    return { format: 'leases of the ISC DHCP server', rows: readIsc(text) };
  if (/^\d{9,12} ([0-9a-f]{2}:){5}[0-9a-f]{2} [\d.]+ /im.test(text))
    return { format: 'leases of dnsmasq', rows: readDnsmasq(text) };
  if (!/[,;\t]/.test(text.split('\n')[0] ?? '') && inTable.test(text))
    return { format: 'a table of neighbours (arp -a, ip neighbour)', rows: readTable(text) };
  return { format: 'a spreadsheet', rows: readCsv(text) };
}

function readIsc(text: string): Row[] {
  const rows = new Map<string, Row>();
  let line = 1;
  for (const block of text.split(/^(?=lease\s)/m)) {
    const mac = /hardware ethernet ([0-9a-f:]+)/i.exec(block)?.[1];
    const ip = /^lease\s+([\d.]+)/.exec(block)?.[1];
    const name = /client-hostname "([^"]*)"/.exec(block)?.[1] ?? '';
    const starts = /starts \d (\d{4})\/(\d\d)\/(\d\d) (\d\d:\d\d:\d\d)/.exec(block);
    const at = starts === null ? Number.NaN : Date.parse(`${starts.slice(1, 4).join('-')}T${starts[4]}Z`);
    const known = macOf(mac ?? '');
    // The file is appended to: what comes later holds. A free address has nobody.
    if (ip !== undefined && mac !== undefined)
      rows.set(mac, { line, mac: known, name: nameOf(name), at: Number.isNaN(at) ? undefined : at });
    line += block.split('\n').length - 1;
  }
  return [...rows.values()];
}

function readDnsmasq(text: string): Row[] {
  return text.split('\n').flatMap((row, index) => {
    const [, mac = '', ip = '', name = ''] = row.trim().split(' ');
    if (ip === '') return [];
    return [{ line: index + 1, mac: macOf(mac), name: name === '*' ? '' : nameOf(name), at: undefined }];
  });
}

/** One device a line; a name stands before its address in brackets, `?` where there is none. */
function readTable(text: string): Row[] {
  return text.split('\n').flatMap((row, index) => {
    const mac = inTable.exec(row)?.[1];
    if (mac === undefined) return [];
    const pairs = mac.split(/[:-]/).map(pair => pair.padStart(2, '0'));
    const name = /^([\w.-]+) \(/.exec(row.trim())?.[1] ?? '';
    return [{ line: index + 1, mac: macOf(pairs.join(':')), name: nameOf(name), at: undefined }];
  });
}

const meanings = {
  mac: ['mac', 'mac address', 'unique id', 'physical address', 'hardware address', 'clientid', 'client id'],
  name: ['name', 'host name', 'hostname', 'host', 'device', 'device name', 'computer name', 'label'],
};

function readCsv(text: string): Row[] {
  const { headers, rows } = readSheet(text);
  const at = (meaning: keyof typeof meanings) =>
    headers.findIndex(header => meanings[meaning].includes(header.trim().toLowerCase()));
  if (at('mac') < 0)
    throw invalid(
      'No column of this file holds network addresses. Call it “MAC address” (Windows’ own export calls it “Unique ID”).',
      { text: 'A column is missing' },
    );
  return rows.map(({ line, cells }) => ({
    line,
    mac: macOf(unescapeFormula(cells[at('mac')] ?? '')),
    name: nameOf(unescapeFormula(cells[at('name')] ?? '')),
    at: undefined,
  }));
}
