/** Folders below Windows in which anybody may write on a usual installation: what lies there is nobody's word. */
export const openInWindows: readonly string[] = [
  ...['Temp', 'Tasks', 'tracing', 'debug\\WIA', 'Registration\\CRMLog', 'PLA', 'PCHEALTH\\ERRORREP'],
  ...['System32\\Tasks', 'System32\\com\\dmp', 'System32\\FxsTmp', 'System32\\spool\\drivers\\color'],
  ...[
    'System32\\spool\\PRINTERS',
    'System32\\spool\\SERVERS',
    'System32\\Microsoft\\Crypto\\RSA\\MachineKeys',
  ],
  ...['SysWOW64\\Tasks', 'SysWOW64\\com\\dmp', 'SysWOW64\\FxsTmp', 'SysWOW64\\PLA'],
];

const inside = openInWindows.map(folder => `${folder}\\`.toLowerCase());

/** `below` is a path inside the folder of Windows, as AppLocker or Windows writes it. */
export const isOpenInWindows = (below: string): boolean => {
  const path = below.toLowerCase();
  return inside.some(folder => path.startsWith(folder));
};
