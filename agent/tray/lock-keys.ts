/** The keys that lock a screen as each desktop is delivered, for whoever reads the menu. The desktop acts on them, not the tray. */

/** As `XDG_CURRENT_DESKTOP` has them; in Electron's words for keys. */
const linux: Readonly<Record<string, string>> = {
  gnome: 'Super+L',
  kde: 'Super+L',
  'x-cinnamon': 'Control+Alt+L',
  mate: 'Control+Alt+L',
  xfce: 'Control+Alt+L',
};

/** Undefined where none is known. */
export function lockKeys(
  platform: NodeJS.Platform,
  environment: Record<string, string | undefined>,
): string | undefined {
  if (platform === 'win32') return 'Super+L';
  if (platform === 'darwin') return 'Control+Command+Q';
  const desktops = (environment.XDG_CURRENT_DESKTOP ?? '').toLowerCase().split(':');
  return desktops.map(name => (Object.hasOwn(linux, name) ? linux[name] : undefined)).find(Boolean);
}
