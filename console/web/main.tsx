import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import './app.css';
import './frame.css';
import './lists.css';
import './device.css';
import './pages/assets/assets.css';
import './phone.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
