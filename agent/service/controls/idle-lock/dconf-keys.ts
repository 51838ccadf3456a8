/** Where the desktops that keep their settings in dconf have those of the lock, and in which unit. */

interface Key {
  schema: string;
  key: string;
  /** Where its values lie, when that is not the schema's own name. */
  folder?: string;
}

export interface LockKeys {
  /** How long until the screen goes dark, and from then until the password is asked for. */
  idle: Key;
  delay: Key;
  /** All must be true. */
  on: readonly Key[];
  /** True takes the lock away, whatever else is set. */
  forbidden: Key;
  /** What else decides whether the password is asked for after sleep. GNOME as its makers ship it has none of its own. */
  wake: Key;
  /** Seconds of one unit of its times, and how dconf writes them. */
  unit: number;
  type: string;
  /** A button on the lock screen that signs out whoever left it, and after how long it comes. */
  signOut?: { on: Key; after: Key };
}

const shared = (root: string) => ({
  idle: { schema: `${root}.session`, key: 'idle-delay' },
  delay: { schema: `${root}.screensaver`, key: 'lock-delay' },
  on: [{ schema: `${root}.screensaver`, key: 'lock-enabled' }],
  forbidden: { schema: `${root}.lockdown`, key: 'disable-lock-screen' },
  ...{ unit: 1, type: 'uint32 ' },
});

const mate = (key: string) => ({ schema: 'org.mate.screensaver', key });

export const dconfKeys = {
  GNOME: {
    ...shared('org.gnome.desktop'),
    wake: { schema: 'org.gnome.desktop.screensaver', key: 'ubuntu-lock-on-suspend' },
  },
  Cinnamon: {
    ...shared('org.cinnamon.desktop'),
    wake: { schema: 'org.cinnamon.settings-daemon.plugins.power', key: 'lock-on-suspend' },
  },
  MATE: {
    idle: { schema: 'org.mate.session', key: 'idle-delay', folder: 'org/mate/desktop/session' },
    delay: mate('lock-delay'),
    on: [mate('lock-enabled'), mate('idle-activation-enabled')],
    forbidden: {
      schema: 'org.mate.lockdown',
      key: 'disable-lock-screen',
      folder: 'org/mate/desktop/lockdown',
    },
    // Its power manager does as the lock's own settings say.
    wake: { schema: 'org.mate.power-manager', key: 'lock-use-screensaver' },
    ...{ unit: 60, type: '' },
    signOut: { on: mate('logout-enabled'), after: mate('logout-delay') },
  },
} as const satisfies Record<string, LockKeys>;

export type DconfDesktop = keyof typeof dconfKeys;
export const dconfDesktops = Object.keys(dconfKeys) as DconfDesktop[];
export const keysOf = (desktop: DconfDesktop): LockKeys => dconfKeys[desktop];

/** `/org/gnome/desktop/session/idle-delay`. */
export const pathOf = ({ schema, key, folder }: Key): string =>
  `/${folder ?? schema.replaceAll('.', '/')}/${key}`;
