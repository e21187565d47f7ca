import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** Runs git as one person, with none of this machine's configuration, and gives what it printed. */
export type Git = (folder: string, ...words: readonly string[]) => Promise<string>;

export type Person = {
  readonly name: string;
  readonly email: string;
  /** Sent to the forge with every HTTPS request. */
  readonly token?: string;
  /** A file with a private key, for git over SSH. */
  readonly sshKey?: string;
};

export function gitAs(person: Person, certificate: string): Git {
  const credentials = Buffer.from(`${person.name}:${person.token ?? ''}`).toString('base64');
  const settings = [
    ['http.sslCAInfo', certificate],
    ['init.defaultBranch', 'main'],
    ['user.name', person.name],
    ['user.email', person.email],
    ...(person.token ? [['http.extraHeader', `Authorization: Basic ${credentials}`]] : []),
  ] as const;
  const env: NodeJS.ProcessEnv = {
    PATH: process.env.PATH,
    HOME: '/nonexistent',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    GIT_CONFIG_COUNT: String(settings.length),
    ...(person.sshKey ? { GIT_SSH_COMMAND: sshCommand(person.sshKey) } : {}),
  };
  settings.forEach(([key, value], index) => {
    env[`GIT_CONFIG_KEY_${index}`] = key;
    env[`GIT_CONFIG_VALUE_${index}`] = value;
  });
  return async (folder, ...words) => {
    const { stdout } = await promisify(execFile)('git', ['-C', folder, ...words], {
      env,
      maxBuffer: 1 << 26,
    });
    return stdout.trimEnd();
  };
}

const sshCommand = (key: string) =>
  `ssh -F /dev/null -o IdentitiesOnly=yes -i ${key} -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null`;
