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

const titles: [name: string, publisher: string][] = [
  ['Microsoft Edge', 'Microsoft Corporation'],
  ['Microsoft 365 Apps', 'Microsoft Corporation'],
  ['Microsoft Teams', 'Microsoft Corporation'],
  ['Google Chrome', 'Google LLC'],
  ['Mozilla Firefox ESR', 'Mozilla'],
  ['Scratch 3', 'Scratch Foundation'],
  ['Audacity', 'Muse Group'],
  ['GIMP', 'The GIMP Team'],
  ['Inkscape', 'Inkscape project'],
  ['LibreOffice', 'The Document Foundation'],
  ['VLC media player', 'VideoLAN'],
  ['7-Zip', 'Igor Pavlov'],
  ['Python 3', 'Python Software Foundation'],
  ['Thonny', 'Aivar Annamaa'],
  ['Mu Editor', 'Nicholas H.Tollervey'],
  ['Arduino IDE', 'Arduino SA'],
  ['TuxPaint', 'New Breed Software'],
  ['2Simple Purple Mash', '2Simple Ltd'],
  ['Clicker 8', 'Crick Software'],
  ['SMART Notebook', 'SMART Technologies'],
  ['ActivInspire', 'Promethean'],
  ['PaperCut Client', 'PaperCut Software'],
  ['Zoom Workplace', 'Zoom'],
  ['Adobe Acrobat Reader', 'Adobe'],
  ['Blender', 'Blender Foundation'],
  ['Minecraft Education', 'Microsoft Studios'],
  ['GeoGebra Classic', 'International GeoGebra Institute'],
  ['MuseScore 4', 'Muse Group'],
  ['Sonic Pi', 'Sam Aaron'],
  ['Visual Studio Code', 'Microsoft Corporation'],
];
const runtimes = Array.from({ length: 60 }, (_, i) => `Runtime component ${i + 1}`);

/** Lists share these, so that a thousand machines cost little. */
const known = new Map<string, SoftwareItem>();
function item(name: string, version: string, publisher: string, source: string): SoftwareItem {
  const key = `${source}/${name}/${version}`;
  const found = known.get(key) ?? { name, version, publisher, source };
  known.set(key, found);
  return found;
}

export function plausibleMachine(seed: number, index: number): PlausibleMachine {
  const random = randomFrom(seed * 7919 + 17);
  const chosen = pick(models, random);
  const at = pick(systems, random);
  const place = places[Math.floor(index / 30) % places.length] ?? 'Y1';
  const name = `${place}-${String(Math.floor(index / 30 / places.length) * 30 + (index % 30) + 1).padStart(3, '0')}`;
  const serial = `SIM${seed.toString(36).toUpperCase().padStart(7, '0')}`;
  return {
    name,
    hardware: {
      manufacturer: chosen.manufacturer,
      model: chosen.model,
      serial,
      chassis: chosen.model.startsWith('OptiPlex') ? 'Desktop' : 'Notebook',
      processor: { model: chosen.processor, cores: 4 },
      memoryBytes: chosen.gigabytes * 2 ** 30,
      disks: [
        {
          name: 'disk0',
          model: 'NVMe disk',
          serial: `D${serial}`,
          sizeBytes: chosen.disk * 10 ** 9,
          kind: 'nvme',
        },
      ],
      battery: { healthPercent: 60 + Math.floor(random() * 40), cycles: Math.floor(random() * 600) },
      firmware: { vendor: chosen.manufacturer, version: '1.24.0', date: '2026-03-02' },
      ...partsOf(chosen, serial, at.platform, randomFrom(seed + 5)),
    },
    system: { ...at, kernel: null, architecture: 'x64', hostName: name, virtual: false },
    software: softwareOf(at.platform, random),
    evidence: [
      { kind: 'board_serial', hash: hashOf(`board ${serial}`) },
      { kind: 'disk_serial', hash: hashOf(`disk ${serial}`) },
    ],
  };
}

type Model = (typeof models)[number];

function partsOf(
  { manufacturer, model, gigabytes, disk }: Model,
  serial: string,
  platform: string,
  random: Random,
) {
  const maker = manufacturer.split(' ')[0] ?? manufacturer;
  const screen = { maker, serial: null, year: 2023 };
  const desk = model.startsWith('OptiPlex');
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
    networkAdapters: [{ name: 'Wi-Fi', kind: 'wifi' as const, model: 'Intel Wi-Fi 6 AX201' }],
  };
}

function softwareOf(platform: 'windows' | 'linux', random: Random): SoftwareItem[] {
  const source = platform === 'windows' ? 'registry' : 'dpkg';
  const programs = titles.filter(() => random() < 0.7);
  return [
    ...programs.map(([name, publisher]) => item(name, versionOf(random), publisher, source)),
    ...runtimes.map(name => item(name, '1.0', 'Microsoft Corporation', source)),
  ];
}

/** One program got another version, as happens all day. */
export function withAnUpdate(software: readonly SoftwareItem[], random: Random): SoftwareItem[] {
  const changed = Math.floor(random() * software.length);
  return software.map((one, i) =>
    i === changed ? item(one.name, versionOf(random), one.publisher ?? '', one.source) : one,
  );
}

const versionOf = (random: Random) => `${1 + Math.floor(random() * 9)}.${Math.floor(random() * 10)}`;

function pick<T>(things: readonly [T, ...T[]] | readonly T[], random: Random): T {
  const found = things[Math.floor(random() * things.length)] ?? things[0];
  if (found === undefined) throw new Error('nothing to choose from');
  return found;
}
