/** Machines that a school could have: names, models and software. The same number gives the same machine. */
import type { Hardware, SoftwareItem, System } from '../../shared/protocol/inventory.ts';
import { type Random, randomFrom } from '../service/controls/fake.ts';
import { hashOf } from '../service/identity.ts';

export interface PlausibleMachine {
  name: string;
  hardware: Hardware;
  system: System;
  software: SoftwareItem[];
  evidence: { kind: string; hash: string }[];
}

const places = [
  'Y1',
  'Y2',
  'Y3',
  'Y4',
  'Y5',
  'Y6',
  'LIB',
  'OFFICE',
  'SEND',
  'MUSIC',
  'STAFF',
  'SCIENCE',
  'HALL',
];

const models = [
  { manufacturer: 'Dell Inc.', model: 'Latitude 3140', processor: 'Intel N200', gigabytes: 8, disk: 256 },
  {
    manufacturer: 'LENOVO',
    model: 'ThinkPad 11e Gen 6',
    processor: 'Intel Core i3-1215U',
    gigabytes: 8,
    disk: 256,
  },
  { manufacturer: 'HP', model: 'ProBook Fortis 14 G10', processor: 'Intel N100', gigabytes: 8, disk: 128 },
  { manufacturer: 'Acer', model: 'TravelMate B3', processor: 'Intel N100', gigabytes: 4, disk: 128 },
  {
    manufacturer: 'Dell Inc.',
    model: 'OptiPlex 3000 Micro',
    processor: 'Intel Core i5-12500T',
    gigabytes: 16,
    disk: 512,
  },
] as const;

const systems = [
  { platform: 'windows', name: 'Windows 11 Pro Education', version: '24H2', build: '26100.7171' },
  { platform: 'windows', name: 'Windows 11 Pro Education', version: '23H2', build: '22631.6199' },
  { platform: 'windows', name: 'Windows 10 Education', version: '22H2', build: '19045.6575' },
  { platform: 'linux', name: 'Ubuntu', version: '24.04', build: null },
] as const;

/** Each with the versions that are about in a school: the newest first. */
const titles: [name: string, publisher: string, ...versions: string[]][] = [
  ['Microsoft Edge', 'Microsoft Corporation', '142.0.3595.94', '141.0.3537.99'],
  ['Microsoft 365 Apps', 'Microsoft Corporation', '16.0.19328.20178', '16.0.18925.20216'],
  ['Microsoft Teams', 'Microsoft Corporation', '25290.205.4069.4894', '25255.703.3981.8446'],
  ['Google Chrome', 'Google LLC', '142.0.7444.176', '141.0.7390.123', '138.0.7204.184'],
  ['Mozilla Firefox ESR', 'Mozilla', '140.5.0', '128.14.0'],
  ['Scratch 3', 'Scratch Foundation', '3.31.1', '3.30.5'],
  ['Audacity', 'Muse Group', '3.7.5', '3.6.4'],
  ['GIMP', 'The GIMP Team', '3.0.6', '2.10.38'],
  ['Inkscape', 'Inkscape project', '1.4.2', '1.3.2'],
  ['LibreOffice', 'The Document Foundation', '25.8.3.2', '24.8.7.2'],
  ['VLC media player', 'VideoLAN', '3.0.21', '3.0.18'],
  ['7-Zip', 'Igor Pavlov', '25.01', '23.01', '19.00'],
  ['Python 3', 'Python Software Foundation', '3.13.9', '3.11.9'],
  ['Thonny', 'Aivar Annamaa', '4.1.7', '4.1.4'],
  ['Mu Editor', 'Nicholas H.Tollervey', '1.2.0'],
  ['Arduino IDE', 'Arduino SA', '2.3.6', '1.8.19'],
  ['TuxPaint', 'New Breed Software', '0.9.35', '0.9.31'],
  ['2Simple Purple Mash', '2Simple Ltd', '5.2.1'],
  ['Clicker 8', 'Crick Software', '8.5.3', '8.4.0'],
  ['SMART Notebook', 'SMART Technologies', '25.0.1023.0', '23.0.1250.0'],
  ['ActivInspire', 'Promethean', '3.5.21', '3.3.13'],
  ['PaperCut Client', 'PaperCut Software', '24.1.2', '22.0.8'],
  ['Zoom Workplace', 'Zoom', '6.6.9', '6.2.11'],
  ['Adobe Acrobat Reader', 'Adobe', '25.001.20844', '24.005.20320'],
  ['Blender', 'Blender Foundation', '4.5.4', '3.6.22'],
  ['Minecraft Education', 'Microsoft Studios', '1.21.111', '1.21.05'],
  ['GeoGebra Classic', 'International GeoGebra Institute', '6.0.907', '6.0.804'],
  ['MuseScore 4', 'Muse Group', '4.6.3', '4.4.4'],
  ['Sonic Pi', 'Sam Aaron', '4.6.0', '4.5.1'],
  ['Visual Studio Code', 'Microsoft Corporation', '1.106.2', '1.104.3'],
];
/** What comes with other things, for the length that a list of programs really has. */
const named = [
  'Microsoft Visual C++ 2015-2022 Redistributable (x64)',
  'Microsoft Visual C++ 2015-2022 Redistributable (x86)',
  'Microsoft Visual C++ 2013 Redistributable (x64)',
  'Microsoft Edge WebView2 Runtime',
  'Microsoft OneNote',
  'Microsoft Update Health Tools',
  'Microsoft Windows Desktop Runtime - 8.0.21 (x64)',
  'Windows Subsystem for Linux Update',
  'Microsoft Whiteboard',
  'Microsoft To Do',
  'Microsoft Photos',
  'Reading Coach',
];
const runtimes = [...named, ...Array.from({ length: 48 }, (_, i) => `Runtime component ${i + 1}`)];

/** Lists share these, so that a thousand machines cost little. */
const known = new Map<string, SoftwareItem>();
function item(name: string, version: string, publisher: string, source: string): SoftwareItem {
  const key = `${source}/${name}/${version}`;
  const found = known.get(key) ?? { name, version, publisher, source };
  known.set(key, found);
  return found;
}

/** What a machine is; the rest of it follows from its number. */
export interface MachineKind {
  name: string;
  model: { manufacturer: string; model: string; processor: string; gigabytes: number; disk: number };
  chassis: 'Desktop' | 'Notebook';
  system: { platform: 'windows' | 'linux'; name: string; version: string; build: string | null };
  serial: string;
}

export function plausibleMachine(seed: number, index: number): PlausibleMachine {
  const random = randomFrom(seed * 7919 + 17);
  const model = pick(models, random);
  const system = pick(systems, random);
  const place = places[Math.floor(index / 30) % places.length] ?? 'Y1';
  const name = `${place}-${String(Math.floor(index / 30 / places.length) * 30 + (index % 30) + 1).padStart(3, '0')}`;
  const serial = `SIM${seed.toString(36).toUpperCase().padStart(7, '0')}`;
  const chassis = model.model.startsWith('OptiPlex') ? 'Desktop' : 'Notebook';
  const kind: MachineKind = { name, model, chassis, system, serial };
  return { ...machineOf(kind, seed, random), software: softwareOf(system.platform, random) };
}

/** All of it but its programs. */
function machineOf({ name, model, chassis, system, serial }: MachineKind, seed: number, random: Random) {
  const battery = { healthPercent: 60 + Math.floor(random() * 40), cycles: Math.floor(random() * 600) };
  return {
    name,
    hardware: {
      manufacturer: model.manufacturer,
      model: model.model,
      serial,
      chassis,
      processor: { model: model.processor, cores: 4 },
      memoryBytes: model.gigabytes * 2 ** 30,
      disks: [
        {
          name: 'disk0',
          model: 'NVMe disk',
          serial: `D${serial}`,
          sizeBytes: model.disk * 10 ** 9,
          kind: 'nvme' as const,
        },
      ],
      battery,
      firmware: { vendor: model.manufacturer, version: '1.24.0', date: '2026-03-02' },
      ...partsOf(model, chassis, serial, system.platform, randomFrom(seed + 5)),
    },
    system: { ...system, kernel: null, architecture: 'x64', hostName: name, virtual: false },
    evidence: [
      { kind: 'board_serial', hash: hashOf(`board ${serial}`) },
      { kind: 'disk_serial', hash: hashOf(`disk ${serial}`) },
    ],
  };
}

/** A machine of a school: its programs are those of its place, and no desktop has a battery. */
export function schoolMachine(kind: MachineKind, seed: number): PlausibleMachine {
  const random = randomFrom(seed * 7919 + 17);
  const made = machineOf(kind, seed, random);
  const hardware = kind.chassis === 'Desktop' ? { ...made.hardware, battery: null } : made.hardware;
  return { ...made, hardware, software: softwareOf(kind.system.platform, random, true) };
}

function partsOf(
  { manufacturer, gigabytes, disk }: MachineKind['model'],
  chassis: string,
  serial: string,
  platform: string,
  random: Random,
) {
  const maker = manufacturer.split(' ')[0] ?? manufacturer;
  const screen = { maker, serial: null, year: 2023 };
  const desk = chassis === 'Desktop';
  const name = platform === 'windows' ? 'C:' : '/';
  return {
    secureBoot: random() < 0.95 ? ('on' as const) : ('off' as const),
    tpm: '2.0' as const,
    volumes: [{ name, sizeBytes: disk * 10 ** 9, freePercent: 3 + Math.floor(random() * 90) }],
    memoryModules: [
      { slot: 'DIMM A', sizeBytes: gigabytes * 2 ** 30, kind: 'DDR4', speed: 3200, part: null },
    ],
    monitors: [
      desk
        ? { ...screen, model: 'P2422H', serial: `M${serial}`, inches: 24, builtIn: false }
        : { ...screen, model: null, inches: 11.6, builtIn: true },
    ],
    printers: [{ name: 'Office', model: 'HP LaserJet M404' }],
    networkAdapters: [
      { name: 'Wi-Fi', kind: 'wifi' as const, model: 'Intel Wi-Fi 6 AX201', address: addressOf(serial) },
    ],
  };
}

/** Of those that no maker gives out, so that no real computer has it. */
const addressOf = (serial: string) =>
  [2, ...Buffer.from(hashOf(`adapter ${serial}`)).subarray(0, 5)]
    .map(byte => byte.toString(16).padStart(2, '0'))
    .join(':');

function softwareOf(platform: 'windows' | 'linux', random: Random, short = false): SoftwareItem[] {
  const source = platform === 'windows' ? 'registry' : 'dpkg';
  const programs = titles.filter(() => random() < 0.7);
  return [
    ...programs.map(([name, publisher, ...versions]) =>
      item(name, versionOf(versions, random), publisher, source),
    ),
    ...runtimes
      .slice(0, short ? 12 : undefined)
      .map(name => item(name, '1.0', 'Microsoft Corporation', source)),
  ];
}

/** One program got another version, as happens all day. */
export function withAnUpdate(software: readonly SoftwareItem[], random: Random): SoftwareItem[] {
  const changed = Math.floor(random() * software.length);
  return software.map((one, i) =>
    i === changed ? item(one.name, anyVersion(random), one.publisher ?? '', one.source) : one,
  );
}

const anyVersion = (random: Random) => `${1 + Math.floor(random() * 9)}.${Math.floor(random() * 10)}`;

/** Most have the newest. */
function versionOf(versions: readonly string[], random: Random): string {
  const older = random() < 0.75 ? 0 : 1 + Math.floor(random() * (versions.length - 1));
  return versions[older] ?? versions[0] ?? '1.0';
}

function pick<T>(things: readonly [T, ...T[]] | readonly T[], random: Random): T {
  const found = things[Math.floor(random() * things.length)] ?? things[0];
  if (found === undefined) throw new Error('nothing to choose from');
  return found;
}
