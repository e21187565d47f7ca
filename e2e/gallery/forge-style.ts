import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

/**
 * The forge's own style sheets. A server built from its Go module carries no bundled ones, as these are made by its front end's
 * build; their sources are plain CSS, which a browser reads as it is. What that build generates from class names is written out below.
 */
export function forgeStyle(theme: 'light' | 'dark'): string {
  const module = path.resolve(import.meta.dirname, '../go/server');
  const folder = execFileSync('go', ['list', '-m', '-f', '{{.Dir}}', 'code.gitea.io/gitea'], {
    cwd: module,
    encoding: 'utf8',
  }).trim();
  const css = path.join(folder, 'web_src/css');
  return [
    inlined(path.join(css, `themes/theme-gitea-${theme}.css`)),
    inlined(path.join(css, 'index.css')),
    UTILITIES,
  ].join('\n');
}

/** A style sheet with its imports in place. */
function inlined(file: string): string {
  const text = readFileSync(file, 'utf8').replaceAll('@tailwind utilities;', '');
  return text.replace(/@import "(\.[^"]+)";/g, (_, imported: string) => {
    const other = path.join(path.dirname(file), imported);
    return existsSync(other) ? inlined(other) : '';
  });
}

/** The generated classes that a pull request's page uses. */
const UTILITIES = `
.tw-flex { display: flex !important }
.tw-inline-flex { display: inline-flex !important }
.tw-block { display: block !important }
.tw-hidden { display: none !important }
.tw-flex-1 { flex: 1 1 0 !important }
.tw-flex-wrap { flex-wrap: wrap !important }
.tw-items-center { align-items: center !important }
.tw-justify-between { justify-content: space-between !important }
.tw-gap-1 { gap: .25rem !important }
.tw-gap-2 { gap: .5rem !important }
.tw-ml-1 { margin-left: .25rem !important }
.tw-ml-2 { margin-left: .5rem !important }
.tw-mr-2 { margin-right: .5rem !important }
.tw-my-2 { margin-block: .5rem !important }
.tw-p-2 { padding: .5rem !important }
.tw-font-semibold { font-weight: 600 !important }
.tw-font-mono { font-family: var(--fonts-monospace) !important }
.tw-max-w-full { max-width: 100% !important }
.tw-w-full { width: 100% !important }
`;
