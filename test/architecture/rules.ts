/** The import rules and single doors of the project. Each says why, because the reason is what a reader needs. */
import { owners } from './owners.ts';
import { isPath, isTest, packageOf, type SourceFile } from './source.ts';

export interface Rule {
  name: string;
  why: string;
  /** What is wrong with this file, one line each; empty when nothing is. */
  check(file: SourceFile): string[];
}

interface Room {
  folder: string;
  may: string[];
  packages?: string[];
  node: boolean;
  why: string;
}

/** The first folder that holds a file is its room. */
const rooms: Room[] = [
  {
    folder: 'shared/',
    may: ['shared/'],
    packages: ['zod'],
    node: false,
    why: 'shared runs in the service, the console, the tray and the browser',
  },
  {
    folder: 'agent/service/',
    may: ['shared/', 'agent/service/'],
    node: true,
    why: 'the service can harm a computer: it stays small and knows no console',
  },
  {
    folder: 'agent/simulate/',
    may: ['shared/', 'agent/'],
    node: true,
    why: 'simulated devices speak through the real client code and nothing of the console',
  },
  {
    folder: 'agent/tray/',
    may: ['shared/', 'agent/tray/'],
    node: true,
    why: 'the tray is no part of the service, which treats it as hostile',
  },
  {
    folder: 'agent/',
    may: ['shared/', 'agent/'],
    node: true,
    why: 'the agent talks to the console only over the link',
  },
  {
    folder: 'console/server/',
    may: ['shared/', 'console/server/'],
    node: true,
    why: 'the console talks to devices only over the link, and to pages only over the API',
  },
  {
    folder: 'console/web/',
    may: ['shared/', 'console/web/'],
    node: false,
    why: 'pages run in a browser and know only the API',
  },
  {
    folder: 'simulated-school/',
    may: ['shared/', 'agent/', 'console/server/', 'simulated-school/'],
    node: true,
    why: 'a made-up school knows both ends, so neither end may know it',
  },
  {
    folder: 'installers/',
    may: ['installers/'],
    node: true,
    why: 'an installer carries files, it does not share code with them',
  },
];

const roomOf = (path: string) => rooms.find(room => path.startsWith(room.folder));

const direction: Rule = {
  name: 'direction of imports',
  why: 'agent, console and pages are of different ages and privileges; they meet only in shared',
  check(file) {
    const room = roomOf(file.path);
    if (room === undefined || isTest(file.path) || file.path.endsWith('vite.config.ts')) return [];
    return file.imports.flatMap(target => {
      if (isPath(target)) {
        return room.may.some(folder => target.startsWith(folder)) ? [] : [`imports ${target}: ${room.why}`];
      }
      if (target.startsWith('node:')) return room.node ? [] : [`imports ${target}: ${room.why}`];
      if (room.packages && !room.packages.includes(packageOf(target)))
        return [`imports ${target}: ${room.why}`];
      return [];
    });
  },
};

const webLibraries: Rule = {
  name: 'pages import no server library',
  why: 'a database driver or a maker of PDFs in the browser bundle is a mistake that compiles',
  check(file) {
    if (!file.path.startsWith('console/web/') || isTest(file.path) || file.path.endsWith('vite.config.ts'))
      return [];
    const pages =
      /^(zod|react|react-dom|react-router|qrcode|@(mantine|tanstack|tabler|zxing)\/.+|@simplewebauthn\/browser)$/;
    return file.imports
      .filter(target => !isPath(target) && !target.startsWith('node:') && !pages.test(packageOf(target)))
      .map(target => `imports ${target}`);
  },
};

const noElectron: Rule = {
  name: 'Electron stays in the tray',
  why: 'a device must be fully protected with the tray absent',
  check(file) {
    if (file.path.startsWith('agent/tray/') || isTest(file.path)) return [];
    return file.imports.filter(target => packageOf(target) === 'electron').map(target => `imports ${target}`);
  },
};

const testsStayOutside: Rule = {
  name: 'nothing imports tests',
  why: 'what ships must not need what only checks it',
  check(file) {
    if (isTest(file.path)) return [];
    return file.imports.filter(target => isPath(target) && isTest(target)).map(target => `imports ${target}`);
  },
};

const controlOf = (path: string) => /^(?:shared|agent\/service)\/controls\/([a-z-]+)\//.exec(path)?.[1];

/** What a control's hands may hold of the service: the seam, the system, and where its data lies. */
const seams = /^agent\/service\/(?:controls\/(?:control|plan|fake)\.ts$|config\.ts$|system\/)/;

const oneControl: Rule = {
  name: 'a control knows no other control',
  why: 'a control is added, changed or removed in its own two folders and nowhere else',
  check(file) {
    const own = controlOf(file.path);
    if (own === undefined || isTest(file.path)) return [];
    return file.imports
      .filter(target =>
        controlOf(target) === undefined
          ? target.startsWith('agent/') && !seams.test(target)
          : controlOf(target) !== own,
      )
      .map(target => `${own} imports ${target}`);
  },
};

/** A door: only these files may match, everyone else goes through them. */
function door(name: string, why: string, pattern: RegExp, allowed: (path: string) => boolean): Rule {
  return {
    name,
    why,
    check(file) {
      if (isTest(file.path) || allowed(file.path)) return [];
      const found = pattern.exec(
        `${file.code}\n${file.imports.map(target => `import:${target}`).join('\n')}`,
      );
      return found ? [`has “${found[0].trim()}”`] : [];
    },
  };
}

const doors: Rule[] = [
  door(
    'child processes through one door',
    'run-command.ts is where deadlines, a fixed environment and an output cap are kept; `start` only forks our own programs, and the tray starts one of the desktop’s, as a click in its menu would',
    /import:(node:)?child_process/,
    path =>
      ['agent/service/system/run-command.ts', 'agent/tray/sign-out.ts', 'start.ts', 'caretaker.js'].includes(
        path,
      ),
  ),
  door(
    'environment read once',
    'settings are read once, validated whole and frozen, in config.ts',
    /process\.env\b|\benv\b[^{}]*\}\s*=\s*process\b|import:node:process/,
    path =>
      /(^|\/)config\.ts$/.test(path) ||
      ['agent/service/system/run-command.ts', 'caretaker.js'].includes(path), // they hand an environment on
  ),
  door(
    'database drivers behind the database room',
    'the rest of the console must not know which engine it runs on',
    /import:(pg|node:sqlite|better-sqlite3)\b/,
    path =>
      path.startsWith('console/server/database/') ||
      /^agent\/service\/(outbox|enforcement\/ledger|orders\/recovery-files)\.ts$/.test(path),
  ),
  door(
    'the system is asked once',
    'registries choose the backend, so that nothing silently becomes Linux',
    /process\.platform|\bplatform\b[^{}]*\}\s*=\s*process\b|os\.platform\(|\{[^{}]*\bplatform\b[^{}]*\}\s*from\s*'node:os'/,
    path =>
      /(^|\/)(registry|config)\.ts$/.test(path) ||
      path === 'caretaker.js' ||
      path === 'agent/service/system/run-command.ts',
  ),
];

const longLived: Rule = {
  name: 'what lives long begins in main.ts',
  why: 'a timer, a server or a listener that an import starts runs in every test and cannot be stopped in order',
  check(file) {
    if (isTest(file.path) || /^(?:start|console)\.ts$|\.js$/.test(file.path)) return [];
    const found =
      /^(?:export )?(?:(?:const|let) \w+ = )?(?:setInterval|setTimeout|createServer|fork|process\.on|new (?:Worker|WebSocketServer|WebSocket|DatabaseSync|Pool))\(/m.exec(
        file.code,
      );
    return found ? [`has “${found[0]}” outside every function`] : [];
  },
};

const serverRoom = (path: string) => /^console\/server\/([a-z-]+)\//.exec(path)?.[1];

const roomsMeetAtIndex: Rule = {
  name: 'server rooms meet at index.ts',
  why: 'a room can be rewritten inside as long as its index keeps its promises',
  check(file) {
    const own = serverRoom(file.path);
    if (!file.path.startsWith('console/server/') || isTest(file.path)) return [];
    return file.imports
      .filter(target => {
        const other = serverRoom(target);
        return (
          other !== undefined &&
          other !== own &&
          !/\/index\.ts$/.test(target) &&
          !target.startsWith('console/server/database/')
        );
      })
      .map(target => `imports ${target}`);
  },
};

const writePattern =
  /(?:insertInto|updateTable|deleteFrom|mergeInto)\(\s*['"`]([a-z_]+)(?: as \w+)?['"`]|\b(?:insert into|update|delete from)\s+"?([a-z_]+)"?\s+(?:set|values|where|\(|select)/g;

const tablesHaveOwners: Rule = {
  name: 'a room alone writes its tables',
  why: 'a figure can be trusted when one room is answerable for every write behind it',
  check(file) {
    const own = serverRoom(file.path);
    if (own === undefined || own === 'database' || isTest(file.path)) return [];
    return [...file.code.matchAll(writePattern)]
      .map(match => match[1] ?? match[2] ?? '')
      .filter(table => !owners[table]?.includes(own))
      .map(table => `writes ${table}, which belongs to ${owners[table]?.join(' and ') ?? 'nobody'}`);
  },
};

const longest = 350;
const shortFiles: Rule = {
  name: `no file above ${longest} lines`,
  why: 'a long file hides a noun that wants a room of its own',
  check: file => (file.lines > longest ? [`has ${file.lines} lines`] : []),
};

const vagueNames: Rule = {
  name: 'names are nouns of the field',
  why: 'utils, helpers and managers collect what nobody named',
  check: file =>
    /(^|[/-])(utils?|helpers?|managers?|common-?utils|misc)(\.|\/|-)/.test(file.path)
      ? ['has a vague name']
      : [],
};

const noRestrictedTests: Rule = {
  name: 'no test is narrowed or switched off in the source',
  why: 'a test that cannot run says why while it runs and is counted as pending',
  check: file => {
    const found = /\b(?:describe|it|context)\.(?:only|skip)\(/.exec(file.code);
    return found && file.path !== 'test/architecture/rules.test.ts' ? [`has ${found[0]}`] : [];
  },
};

export const rules: Rule[] = [
  direction,
  webLibraries,
  noElectron,
  testsStayOutside,
  oneControl,
  ...doors,
  longLived,
  roomsMeetAtIndex,
  tablesHaveOwners,
  shortFiles,
  vagueNames,
  noRestrictedTests,
];
