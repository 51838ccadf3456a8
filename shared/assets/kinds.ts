/** The kinds of thing that a school owns, with what is usual for each. */

interface Kind {
  words: string;
  /** Years over which it loses its value, unless the asset says otherwise. */
  lifeYears: number;
  /** Whether it has a maker's serial number. */
  serial: boolean;
  /** Whether what people did with it stays inside it: files, pictures, scans. */
  keepsData?: true;
  /** Other words for it in spreadsheets, in lower case. */
  aliases: readonly string[];
}

export const assetKinds = [
  'laptop',
  'desktop',
  'tablet',
  'server',
  'phone',
  'screen',
  'projector',
  'printer',
  'camera',
  'network',
  'storage',
  'audio',
  'peripheral',
  'other',
] as const;
export type AssetKind = (typeof assetKinds)[number];

export const kinds: Record<AssetKind, Kind> = {
  laptop: {
    words: 'Laptop',
    lifeYears: 5,
    serial: true,
    keepsData: true,
    aliases: ['laptops', 'notebook', 'chromebook', 'chromebooks', 'macbook', 'netbook', 'portable'],
  },
  desktop: {
    words: 'Desktop computer',
    lifeYears: 5,
    serial: true,
    keepsData: true,
    aliases: ['desktop', 'desktops', 'pc', 'computer', 'imac', 'mac mini', 'all-in-one', 'workstation'],
  },
  tablet: {
    words: 'Tablet',
    lifeYears: 4,
    serial: true,
    keepsData: true,
    aliases: ['tablets', 'ipad', 'ipads'],
  },
  server: { words: 'Server', lifeYears: 6, serial: true, keepsData: true, aliases: ['servers', 'nas'] },
  phone: {
    words: 'Phone',
    lifeYears: 4,
    serial: true,
    keepsData: true,
    aliases: ['phones', 'mobile', 'mobile phone', 'smartphone', 'handset'],
  },
  screen: {
    words: 'Screen',
    lifeYears: 7,
    serial: true,
    aliases: ['monitor', 'monitors', 'display', 'displays', 'interactive whiteboard', 'whiteboard', 'tv'],
  },
  projector: { words: 'Projector', lifeYears: 6, serial: true, aliases: ['projectors', 'visualiser'] },
  printer: {
    words: 'Printer or scanner',
    lifeYears: 6,
    serial: true,
    keepsData: true,
    aliases: ['printer', 'printers', 'scanner', 'copier', 'photocopier'],
  },
  camera: {
    words: 'Camera',
    lifeYears: 5,
    serial: true,
    keepsData: true,
    aliases: ['cameras', 'webcam', 'camcorder'],
  },
  network: {
    words: 'Network equipment',
    lifeYears: 7,
    serial: true,
    aliases: ['network', 'networking', 'switch', 'switches', 'router', 'access point', 'firewall', 'wifi'],
  },
  storage: {
    words: 'Memory stick or disk',
    lifeYears: 4,
    serial: false,
    keepsData: true,
    aliases: ['storage', 'usb', 'usb stick', 'memory stick', 'external drive', 'hard drive', 'sd card'],
  },
  audio: {
    words: 'Sound',
    lifeYears: 6,
    serial: false,
    aliases: ['audio', 'speaker', 'headset', 'microphone'],
  },
  peripheral: {
    words: 'Accessory',
    lifeYears: 4,
    serial: false,
    aliases: ['peripheral', 'accessory', 'accessories', 'keyboard', 'mouse', 'dock', 'charger', 'trolley'],
  },
  other: { words: 'Something else', lifeYears: 5, serial: false, aliases: ['other', 'misc'] },
};

/** Once one of these was lent, lost or is to leave, what was on it is asked about: a copier keeps scans, a camera pictures. */
export const dataKinds: readonly AssetKind[] = assetKinds.filter(kind => kinds[kind].keepsData);

const byWord = new Map(
  assetKinds.flatMap(kind =>
    [kind, kinds[kind].words.toLowerCase(), ...kinds[kind].aliases].map(word => [word, kind] as const),
  ),
);

/** What a spreadsheet calls a kind; undefined for a word that is not known here. */
export function kindOf(word: string): AssetKind | undefined {
  return byWord.get(word.trim().toLowerCase());
}
