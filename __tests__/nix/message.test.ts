import { expect, test } from '@jest/globals';
import { nixProblem, surroundingsProblem, trimMessage } from '../../src/nix/message.ts';
import { fixture } from './fixtures.ts';

test.each([
  ['2.8.0', 'eval-throw.log'],
  ['2.26.3', 'eval-throw.log'],
  ['2.34.8', 'eval-throw.log'],
  ['2.8.0', 'eval-throw-trace.log'],
  ['2.26.3', 'eval-throw-trace.log'],
  ['2.34.8', 'eval-throw-trace.log'],
])('an error keeps its message and loses its trace: Nix %s, %s', (version, file) => {
  expect(trimMessage(fixture(version, file))).toBe(
    'error: Failed assertions:\n- The option services.gone was removed',
  );
});

test.each([
  [
    "error: cannot connect to socket at '/nix/var/nix/daemon-socket/socket': No such file or directory",
    'systemctl start nix-daemon',
  ],
  ['error: writing to file: No space left on device', 'nix-collect-garbage'],
  [
    "error: unable to download 'https://api.github.com/x': Could not resolve hostname (6) Could not resolve host: api.github.com",
    'The network failed',
  ],
  ['error: HTTP error 429', 'access-tokens'],
  [
    "error: flake 'path:/x' requires lock file changes but they're not allowed due to '--no-update-lock-file'",
    'nix flake lock',
  ],
])('%s: no host is to blame, and the remedy is told', (stderr, remedy) => {
  expect(surroundingsProblem('nix eval', stderr)?.remedy).toContain(remedy);
});

test('an error of the flake is a host’s own', () => {
  expect(surroundingsProblem('nix eval', "error: attribute 'x' missing")).toBeNull();
  expect(nixProblem('nix eval', "error: attribute 'x' missing")).toMatchObject({
    message: "nix eval failed:\nerror: attribute 'x' missing",
    remedy: '',
  });
});
