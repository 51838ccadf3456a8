/** What a monitor says of itself: EDID 1.3 and 1.4 (VESA), 128 bytes. */
import type { Hardware } from '../../../shared/protocol/inventory.ts';
import { meaningful } from './serials.ts';

export type Monitor = NonNullable<Hardware['monitors']>[number];

/** Codes of makers (UEFI's list of PNP ids) whose screens a school has; others are shown by their code. */
const makers: Record<string, string> = {
  ACI: 'ASUS',
  ACR: 'Acer',
  AOC: 'AOC',
  APP: 'Apple',
  AUO: 'AU Optronics',
  AUS: 'ASUS',
  BNQ: 'BenQ',
  BOE: 'BOE',
  CMN: 'Innolux',
  DEL: 'Dell',
  ENC: 'EIZO',
  EPI: 'Envision',
  GSM: 'LG',
  HPN: 'HP',
  HWP: 'HP',
  IVM: 'Iiyama',
  LEN: 'Lenovo',
  LGD: 'LG Display',
  MEI: 'Panasonic',
  NEC: 'NEC',
  PHL: 'Philips',
  SAM: 'Samsung',
  SDC: 'Samsung',
  SHP: 'Sharp',
  SNY: 'Sony',
  VSC: 'ViewSonic',
};

const magic = Buffer.from([0, 255, 255, 255, 255, 255, 255, 0]);

/** Three letters of five bits each. */
function makerOf(edid: Buffer): string | null {
  const word = edid.readUInt16BE(8);
  const letters = [10, 5, 0].map(shift => (word >> shift) & 31);
  if (letters.some(letter => letter < 1 || letter > 26)) return null;
  const code = String.fromCharCode(...letters.map(letter => letter + 64));
  return makers[code] ?? code;
}

/** Text of the descriptor of this kind: 252 the name, 255 the serial number. */
function textOf(edid: Buffer, kind: number): string | null {
  for (let at = 54; at <= 108; at += 18) {
    if (edid.readUInt16BE(at) !== 0 || edid[at + 3] !== kind) continue;
    return meaningful(edid.toString('latin1', at + 5, at + 18).split('\n')[0]);
  }
  return null;
}

/** Zero for a projector, which does not know its size. */
function inchesOf(edid: Buffer): number | null {
  const diagonal = Math.hypot(edid[21] ?? 0, edid[22] ?? 0) / 2.54;
  return edid[21] && edid[22] ? Math.round(diagonal * 10) / 10 : null;
}

const number = (value: number) => (value === 0 || value === 0x01010101 ? null : String(value));

/** Undefined for anything that is not a whole block. */
export function parseEdid(edid: Buffer, builtIn: boolean): Monitor | undefined {
  if (edid.length < 128 || !edid.subarray(0, 8).equals(magic)) return undefined;
  if (edid.subarray(0, 128).reduce((sum, byte) => (sum + byte) & 255, 0) !== 0) return undefined;
  const year = 1990 + (edid[17] ?? 0);
  return {
    maker: makerOf(edid),
    model: textOf(edid, 252) ?? (builtIn ? null : number(edid.readUInt16LE(10))),
    serial: textOf(edid, 255) ?? number(edid.readUInt32LE(12)),
    year: year > 1990 ? year : null,
    inches: inchesOf(edid),
    builtIn,
  };
}
