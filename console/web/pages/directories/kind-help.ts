/** What a technician does at each directory before setting it up here. */
import type { DirectoryKind } from '../../../../shared/protocol/api/directories.ts';

interface Help {
  steps: readonly string[];
  tenant: string;
  clientId: string;
  groups: string;
}

export const kindHelp: Record<DirectoryKind, Help> = {
  entra: {
    steps: [
      'In the Microsoft Entra admin centre open App registrations → New registration. Accounts: this organisational directory only. Redirect URI: Web, with the address below.',
      'Under Certificates & secrets make a client secret and copy its value, not its id. Note the day it ends: sign-in stops then.',
      'Under Token configuration add the optional claims “email” and “xms_edov” to the ID token: without them nobody is known by their address.',
      'For groups: there too, add the groups claim, best “Groups assigned to the application”. Groups come as their object ids. Or make App roles, and write “roles” below.',
    ],
    tenant: 'Directory (tenant) ID',
    clientId: 'Application (client) ID',
    groups: '“groups”, or “roles” for app roles',
  },
  google: {
    steps: [
      'In the Google Cloud console, in a project of the school’s organisation, set up the consent screen as Internal.',
      'Under Clients make an OAuth client of the type Web application, with the address below as its authorised redirect URI.',
      'For groups: in the same project switch on the Cloud Identity API, and on the consent screen, under Data access, add the scope “…/auth/cloud-identity.groups.readonly”. Each person is asked once whether the console may see their groups. Without groups, invite each person under People with their Google address.',
    ],
    tenant: 'The school’s Google domain, such as school.sch.uk',
    clientId: 'Client ID',
    groups: '',
  },
  other: {
    steps: [
      'Register a confidential web client (code flow, PKCE, secret in the request’s body, tokens signed with RS256) with the address below.',
      'Have it send “email” and “email_verified” in the ID token, and the groups if it can.',
    ],
    tenant: 'What stands after the @ of the school’s addresses, such as school.sch.uk',
    clientId: 'Client ID',
    groups: 'The name of the list in the ID token',
  },
};
