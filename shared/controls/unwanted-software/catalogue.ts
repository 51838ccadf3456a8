/**
 * Programs that carry a school's files or its screens elsewhere. Names as their makers publish them; a program that is
 * not here is not found, and the help says so.
 */
export const kinds = ['sync', 'remote_access'] as const;
export type Kind = (typeof kinds)[number];

export interface Tool {
  id: string;
  name: string;
  kind: Kind;
  /** Whole names of packages of Debian, Red Hat, snap or flatpak. */
  packages: readonly string[];
  /** How its title begins in the lists of Windows and macOS, in small letters. */
  titles: readonly string[];
  /** Names of its processes, without `.exe`, in small letters. */
  processes: readonly string[];
}

const tool = (
  kind: Kind,
  id: string,
  name: string,
  packages: readonly string[],
  titles: readonly string[],
  processes: readonly string[],
): Tool => ({ id, name, kind, packages, titles, processes });

export const catalogue: readonly Tool[] = [
  tool(
    'sync',
    'dropbox',
    'Dropbox',
    ['dropbox', 'nautilus-dropbox', 'com.dropbox.Client'],
    ['dropbox'],
    ['dropbox'],
  ),
  tool('sync', 'google-drive', 'Google Drive', [], ['google drive'], ['googledrivefs']),
  tool(
    'sync',
    'onedrive',
    'OneDrive for Linux',
    ['onedrive', 'onedriver', 'com.github.jstaf.onedriver'],
    [],
    ['onedriver'],
  ),
  tool('sync', 'icloud', 'iCloud for Windows', [], ['icloud'], ['icloudservices', 'iclouddrive']),
  tool('sync', 'box', 'Box Drive', [], ['box drive', 'box sync', 'box'], ['box', 'box sync']),
  tool('sync', 'mega', 'MEGA', ['megasync', 'nz.mega.MEGAsync'], ['megasync', 'mega desktop'], ['megasync']),
  tool('sync', 'pcloud', 'pCloud', ['pcloud', 'pcloudcc'], ['pcloud'], ['pcloud', 'pcloudcc']),
  tool(
    'sync',
    'nextcloud',
    'Nextcloud',
    [
      'nextcloud-desktop',
      'nextcloud-client',
      'com.nextcloud.desktopclient.nextcloud',
      'nextcloud-desktop-client',
    ],
    ['nextcloud'],
    ['nextcloud'],
  ),
  tool(
    'sync',
    'owncloud',
    'ownCloud',
    ['owncloud-client', 'com.owncloud.desktop-client'],
    ['owncloud'],
    ['owncloud'],
  ),
  tool(
    'sync',
    'syncthing',
    'Syncthing',
    ['syncthing', 'syncthing-gtk', 'me.kozec.syncthingtk', 'com.github.zocker_160.SyncThingy'],
    ['syncthing'],
    ['syncthing'],
  ),
  tool('sync', 'resilio', 'Resilio Sync', ['resilio-sync'], ['resilio sync'], ['rslsync', 'resilio sync']),
  tool('sync', 'insync', 'Insync', ['insync', 'io.insync.Insync'], ['insync'], ['insync']),
  tool('sync', 'filen', 'Filen', ['filen-desktop', 'io.filen.Filen'], ['filen'], ['filen']),
  tool(
    'remote_access',
    'teamviewer',
    'TeamViewer',
    ['teamviewer', 'teamviewer-host'],
    ['teamviewer'],
    ['teamviewer', 'teamviewerd', 'teamviewer_service'],
  ),
  tool('remote_access', 'anydesk', 'AnyDesk', ['anydesk', 'com.anydesk.Anydesk'], ['anydesk'], ['anydesk']),
  tool(
    'remote_access',
    'rustdesk',
    'RustDesk',
    ['rustdesk', 'com.rustdesk.RustDesk'],
    ['rustdesk'],
    ['rustdesk'],
  ),
  tool(
    'remote_access',
    'chrome-remote-desktop',
    'Chrome Remote Desktop',
    ['chrome-remote-desktop'],
    ['chrome remote desktop'],
    ['remoting_host', 'chrome-remote-d'],
  ),
  tool(
    'remote_access',
    'logmein',
    'LogMeIn',
    [],
    ['logmein', 'gotomypc'],
    ['logmein', 'lmiguardiansvc', 'g2comm'],
  ),
  tool(
    'remote_access',
    'splashtop',
    'Splashtop',
    ['splashtop-streamer', 'splashtop-business'],
    ['splashtop'],
    ['srserver', 'srmanager', 'strwinclt'],
  ),
  tool(
    'remote_access',
    'screenconnect',
    'ConnectWise ScreenConnect',
    [],
    ['screenconnect', 'connectwise control'],
    ['screenconnect.clientservice', 'screenconnect.windowsclient'],
  ),
  tool(
    'remote_access',
    'zoho-assist',
    'Zoho Assist',
    ['zohoassist', 'zohoassistagent'],
    ['zoho assist', 'zohomeeting'],
    ['zohotray', 'zaservice'],
  ),
  tool(
    'remote_access',
    'ultraviewer',
    'UltraViewer',
    [],
    ['ultraviewer'],
    ['ultraviewer_desktop', 'ultraviewer_service'],
  ),
  tool('remote_access', 'supremo', 'Supremo', [], ['supremo'], ['supremo', 'supremoservice']),
  tool('remote_access', 'ammyy', 'Ammyy Admin', [], ['ammyy'], ['aa_v3', 'ammyy']),
  tool('remote_access', 'parsec', 'Parsec', ['parsec'], ['parsec'], ['parsecd', 'pservice']),
  tool(
    'remote_access',
    'remote-utilities',
    'Remote Utilities',
    [],
    ['remote utilities'],
    ['rutserv', 'rfusclient'],
  ),
  tool(
    'remote_access',
    'realvnc',
    'RealVNC Server',
    ['realvnc-vnc-server', 'realvnc-connect'],
    ['vnc server', 'realvnc'],
    ['vncserver', 'vncserver-x11', 'vncserver-x11-c'],
  ),
  tool('remote_access', 'tightvnc', 'TightVNC', ['tightvncserver'], ['tightvnc'], ['tvnserver', 'xtightvnc']),
  tool('remote_access', 'ultravnc', 'UltraVNC', [], ['ultravnc'], ['winvnc']),
  tool(
    'remote_access',
    'tigervnc',
    'TigerVNC server',
    ['tigervnc-standalone-server', 'tigervnc-scraping-server', 'tigervnc-server'],
    ['tigervnc'],
    ['xtigervnc', 'x0tigervncserve', 'winvnc4'],
  ),
  tool('remote_access', 'x11vnc', 'x11vnc', ['x11vnc'], [], ['x11vnc']),
  tool('remote_access', 'dwservice', 'DWService', [], ['dwagent'], ['dwagent', 'dwagsvc']),
  tool('remote_access', 'ngrok', 'ngrok', ['ngrok'], ['ngrok'], ['ngrok']),
];

export function toolById(id: string): Tool | undefined {
  return catalogue.find(one => one.id === id);
}

/** The tool that a title of a list belongs to. `Dropbox 208.4.5824` and `Dropbox` are; `Dropboxed` is not. */
export function toolOfTitle(title: string): Tool | undefined {
  const small = title.toLowerCase();
  return catalogue.find(one =>
    one.titles.some(
      begin => small === begin || (small.startsWith(begin) && !/[a-z]/.test(small[begin.length] ?? '')),
    ),
  );
}
