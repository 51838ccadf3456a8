/** Where people keep what is theirs. Whose it is is never kept: a folder's name is only a way to what lies in it. */
import type { Machine } from '../../controls/control.ts';
import type { Platform } from '../../controls/registry.ts';
import { namesIn } from '../presence.ts';

const roots: Record<Platform, string> = { linux: '/home', macos: '/Users', windows: 'C:/Users' };
const mostHomes = 60;
const nobodys = /^(\.|lost\+found|Public|Shared|Default|All Users|Default User)/;

/** A home that is closed to us (encrypted and not open, on another computer) has nothing to show now. */
export async function homesOf(machine: Machine, platform: Platform): Promise<string[]> {
  const names = (await namesIn(machine, roots[platform])) ?? [];
  const homes = names.filter(name => !nobodys.test(name)).slice(0, mostHomes);
  return homes.map(name => `${roots[platform]}/${name}`);
}

/** The names in a folder; none where there is no such folder or it is closed. */
export async function inFolder(machine: Machine, path: string): Promise<string[]> {
  return (await namesIn(machine, path)) ?? [];
}
