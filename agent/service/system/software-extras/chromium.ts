/** Extensions of Chrome and its relatives, by the folder of each profile: `Extensions/ID/VERSION/manifest.json`. */
import * as z from 'zod';
import { versionOrder } from '../../../../shared/controls/version-order.ts';
import type { SoftwareItem } from '../../../../shared/protocol/inventory.ts';
import type { Machine } from '../../controls/control.ts';
import type { Platform } from '../../controls/registry.ts';
import { inFolder, textIn } from './homes.ts';

/** A Flatpak has each person's `.config` in a folder of its own. */
const inFlatpak = (app: string, folder: string) => `.var/app/${app}/config/${folder}`;

/** The source that each is told by, and where it keeps its profiles. */
const browsers: Record<Platform, Record<string, readonly string[]>> = {
  linux: {
    'chrome-extension': ['.config/google-chrome', inFlatpak('com.google.Chrome', 'google-chrome')],
    'chromium-extension': [
      '.config/chromium',
      'snap/chromium/common/chromium',
      inFlatpak('org.chromium.Chromium', 'chromium'),
    ],
    'edge-extension': ['.config/microsoft-edge', inFlatpak('com.microsoft.Edge', 'microsoft-edge')],
    'brave-extension': [
      '.config/BraveSoftware/Brave-Browser',
      inFlatpak('com.brave.Browser', 'BraveSoftware/Brave-Browser'),
    ],
  },
  macos: {
    'chrome-extension': ['Library/Application Support/Google/Chrome'],
    'chromium-extension': ['Library/Application Support/Chromium'],
    'edge-extension': ['Library/Application Support/Microsoft Edge'],
    'brave-extension': ['Library/Application Support/BraveSoftware/Brave-Browser'],
  },
  windows: {
    'chrome-extension': ['AppData/Local/Google/Chrome/User Data'],
    'chromium-extension': ['AppData/Local/Chromium/User Data'],
    'edge-extension': ['AppData/Local/Microsoft/Edge/User Data'],
    'brave-extension': ['AppData/Local/BraveSoftware/Brave-Browser/User Data'],
  },
};

const manifest = z.object({ name: z.string().max(400), default_locale: z.string().max(20).optional() });
const message = z.object({ message: z.string().max(400) });

function parsed<T>(text: string | undefined, schema: z.ZodType<T>): T | undefined {
  if (text === undefined) return undefined;
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** A name is often only the key of one: `__MSG_appName__`. Undefined where no name can be found: the id is enough. */
async function nameIn(machine: Machine, folder: string): Promise<string | undefined> {
  const told = parsed(await textIn(machine, `${folder}/manifest.json`, 64 * 1024), manifest);
  const key = /^__MSG_(.+)__$/.exec(told?.name ?? '')?.[1];
  if (key === undefined) return told?.name;
  if (!/^[A-Za-z]{2,3}([_-]\w+)?$/.test(told?.default_locale ?? '')) return undefined;
  const path = `${folder}/_locales/${told?.default_locale}/messages.json`;
  const messages = parsed(await textIn(machine, path, 512 * 1024), z.record(z.string(), z.unknown()));
  // Chrome does not mind how the key is written.
  const found = Object.entries(messages ?? {}).find(([name]) => name.toLowerCase() === key.toLowerCase());
  return message.safeParse(found?.[1]).data?.message;
}

const bare = (folder: string) => folder.replace(/_\d+$/, '');

async function extensionAt(
  machine: Machine,
  source: string,
  path: string,
  id: string,
): Promise<SoftwareItem[]> {
  const versions = (await inFolder(machine, `${path}/${id}`)).filter(name => /^\d[\d.]*(_\d+)?$/.test(name));
  const newest = versions.sort((a, b) => versionOrder(bare(a), bare(b)) ?? 0).at(-1);
  if (newest === undefined) return [];
  const title = (await nameIn(machine, `${path}/${id}/${newest}`))?.trim().slice(0, 160);
  const version = bare(newest).slice(0, 120);
  return [{ name: title ? `${title} (${id})` : id, version, publisher: null, source }];
}

export async function chromiumExtensions(
  machine: Machine,
  platform: Platform,
  home: string,
): Promise<SoftwareItem[]> {
  const found: SoftwareItem[] = [];
  const places = Object.entries(browsers[platform]).flatMap(([source, folders]) =>
    folders.map(folder => ({ source, folder })),
  );
  for (const { source, folder } of places) {
    const profiles = (await inFolder(machine, `${home}/${folder}`)).filter(name =>
      /^(Default|Profile \d+)$/.test(name),
    );
    for (const profile of profiles) {
      const path = `${home}/${folder}/${profile}/Extensions`;
      const ids = (await inFolder(machine, path)).filter(name => /^[a-p]{32}$/.test(name)).slice(0, 200);
      for (const id of ids) found.push(...(await extensionAt(machine, source, path, id)));
    }
  }
  return found;
}
