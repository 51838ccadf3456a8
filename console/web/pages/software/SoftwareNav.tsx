import { Button } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { NavLink } from 'react-router';
import { views } from '../../views.ts';
import './software.css';

const notApproved = '/software/not-approved';
const places = [
  { to: '/software', name: 'Titles', end: true },
  { to: notApproved, name: 'Not approved', end: true },
  { to: '/vulnerabilities', name: 'Vulnerabilities', end: true },
  { to: '/vulnerabilities/advisories', name: 'Advisories', end: false },
  { to: '/software/support-ends', name: 'Ends of support', end: false },
];

/** The pages about software, each one click from the other; what runs and nobody approved is counted on every one. */
export function SoftwareNav() {
  const unapproved = useInfiniteQuery(views.unapproved({})).data?.pages[0]?.total ?? 0;
  return (
    <nav className="software-nav" aria-label="About software">
      {places.map(({ to, name, end }) => (
        <Button key={to} component={NavLink} to={to} end={end} variant="default" size="compact-md">
          {name}
          {to === notApproved && unapproved > 0 ? ` (${unapproved})` : ''}
        </Button>
      ))}
    </nav>
  );
}
