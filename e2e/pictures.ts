import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { chromium } from 'playwright-core';
import { projectRoot } from '../__tests__/support/nix.ts';
import { createFleetRepository } from './harness/fleet.ts';
import { type Forge, startForge } from './harness/scenario.ts';

// Takes docs/pictures/pull-request.png: what the action makes of a fleet, on the live forge.
//     npx tsc && FORGE_STATIC=FOLDER node lib/e2e/pictures.js
// FOLDER holds the server's `public`, `options` and `templates`, with the stylesheets that its release has and its Go module has not; they are
// built there by `pnpm install && pnpm exec vite build`.

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

async function openPullRequest(forge: Forge): Promise<string> {
  const fleet = await createFleetRepository(
    forge,
    {
      name: 'fleet',
      packages: {
        openssl: '3.4.1',
        nginx: { version: '1.27.4', uses: ['openssl'] },
        postgresql: '16.9',
        firefox: { version: '138.0', uses: ['openssl'] },
        dovecot: { version: '2.4.0', uses: ['openssl'] },
        htop: '3.3.0',
      },
      hosts: {
        web1: { packages: ['nginx', 'htop'], services: { nginx: 'nginx' } },
        web2: { packages: ['nginx'], services: { nginx: 'nginx' } },
        db1: { packages: ['postgresql'], services: { postgresql: 'postgresql' } },
        laptop: { packages: ['firefox', 'htop'] },
        mail: { packages: ['dovecot'], services: { dovecot: 'dovecot' } },
        router: { kernel: null },
      },
    },
    { with: { 'pr-labels': 'dependencies' } },
  );
  fleet.advance({
    openssl: '3.4.2',
    firefox: '139.0.1',
    postgresql: '17.5',
    linux: '6.12.36',
    dovecot: {
      version: '2.4.1',
      fails: ['checking for libstemmer... no', 'configure: error: libstemmer not found'],
    },
  });
  const run = await fleet.dispatch();
  const url = run.outputs['pull-request-url'];
  if (!url) throw new Error(`no pull request:\n${run.log}`);
  return url;
}

const forge = await startForge();
try {
  const url = await openPullRequest(forge);
  const folder = path.join(projectRoot(), 'docs/pictures');
  await mkdir(folder, { recursive: true });
  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: FLAGS });
  const page = await browser.newPage({
    ignoreHTTPSErrors: true,
    viewport: { width: 1200, height: 1800 },
    colorScheme: 'light',
  });
  await page.goto(url, { waitUntil: 'networkidle' });
  await page.screenshot({ path: path.join(folder, 'pull-request.png') });
  await browser.close();
} finally {
  await forge.stop();
}
