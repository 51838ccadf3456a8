import { Button } from '@mantine/core';
import { NavLink } from 'react-router';
import './software.css';

const places = [
  { to: '/software', name: 'Titles', end: true },
  { to: '/software/not-approved', name: 'Not approved', end: true },
  { to: '/vulnerabilities', name: 'Vulnerabilities', end: true },
  { to: '/vulnerabilities/advisories', name: 'Advisories', end: false },
  { to: '/software/support-ends', name: 'Ends of support', end: false },
];

/** The pages about software, each one click from the other. */
export function SoftwareNav() {
  return (
    <nav className="software-nav" aria-label="About software">
      {places.map(({ to, name, end }) => (
        <Button key={to} component={NavLink} to={to} end={end} variant="default" size="compact-md">
          {name}
        </Button>
      ))}
    </nav>
  );
}
