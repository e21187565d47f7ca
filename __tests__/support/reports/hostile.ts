import type { Report } from '../../../src/report/report.ts';
import { changedHost, day, failure, locked, noFlags, plainHost, report } from './parts.ts';

/** Strings that would do harm where they are taken for markup: Markdown, HTML, forges' references, terminals, text direction. */
export const HOSTILE: readonly string[] = [
  '@everyone',
  '@org/team',
  '#1',
  'fixes #1',
  'Closes: owner/repo#1',
  'resolves https://example.org/o/r/issues/1',
  'GH-1',
  '!1',
  'deadbeefdeadbeefdeadbeefdeadbeefdeadbeef',
  '`',
  '``` ``',
  '```',
  '~~~',
  'a|b',
  'a\\|b',
  '\\',
  '|---|',
  '<script>alert(1)</script>',
  '</details>',
  '<!--',
  '-->',
  '</code></pre>',
  '&lt;b&gt;&#64;you',
  '[x](javascript:alert(1))',
  '![x](https://example.org/beacon.png)',
  'https://example.org/track',
  'www.example.org',
  'someone@example.org',
  '# heading',
  '- [x] task',
  '> [!WARNING]',
  '**bold** _it_ ~~no~~',
  ':tada: :shipit:',
  '[[wiki]]',
  '$x^2$',
  'line\nbreak',
  'line\r\n\r\n# heading',
  'tab\there',
  '\u001b[31mred\u001b[0m',
  '\u001b]8;;https://example.org\u0007link\u001b]8;;\u0007',
  '\u0007\u0000\u009b31m',
  '\u202egnp.exe',
  '\u2066iso\u2069late',
  'zero\u200bwidth\ufeff',
  '\ud800',
  '👩‍🚀',
  '\u{e0041}tag',
  '',
  ' ',
  'x'.repeat(5000),
];

/** All of them as package names, host names, inputs, units and log lines. */
export const hostileNames: Report = report(
  [
    changedHost('@everyone fixes #1', {
      before: 'openssl-3.4.1:6200000 @org/team`#1-1.0 a|b-1.0 <script>-1.0 https&www.example.org-2',
      after: 'openssl-3.4.2:6200000 @org/team`#1-2.0 a|b-1.1 <script>-0.9 https&www.example.org-3',
      flags: {
        ...noFlags,
        reboot: ['kernel'],
        units: {
          restarted: ['getty@tty1.service', '`|`.service'],
          reloaded: ['<b>.service'],
          started: [],
          stopped: [],
        },
        removedUsers: ['@root'],
        label: { before: 'fixes #1', after: 'fixes #2' },
      },
    }),
    ...HOSTILE.map((text, index) =>
      plainHost(`${text} ${index}`, index % 2 === 0 ? 'newly-broken' : 'unchanged'),
    ),
    plainHost('skipped @me', 'skipped', { reason: 'its name matches @me|#1' }),
  ],
  {
    inputs: [
      {
        path: ['nixpkgs` @me', '#1'],
        kind: 'redirected',
        before: locked({ url: 'github:@o/r#1', web: 'https://github.com/@o/r)[x](y' }),
        after: locked({
          url: 'git+https://x/`|`',
          web: 'javascript:alert(1)',
          lastModified: day(1),
          revision: '@me #1',
        }),
      },
    ],
    failures: [
      failure({
        hosts: HOSTILE.filter((_, index) => index % 2 === 0).map((text, index) => `${text} ${index * 2}`),
        summary: 'fixes #1 @everyone ``` <img src=x>',
        message: HOSTILE.join('\n'),
        logTail: HOSTILE,
      }),
    ],
    notes: ['The file <b>@me</b> `#1` is not considered: fixes #1'],
    reproduce: "flake-update-diff --flake '`@me`' # fixes #1",
  },
);
