/**
 * Settings of git as environment variables, behind those that the environment holds already (git-config(1), GIT_CONFIG_COUNT). So neither a
 * command line nor a file of the user's ever holds them.
 */
export function gitSettings(
  settings: readonly (readonly [key: string, value: string])[],
  environment: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string>> {
  const first = Number(environment.GIT_CONFIG_COUNT ?? 0) || 0;
  const variables: Record<string, string> = { GIT_CONFIG_COUNT: String(first + settings.length) };
  settings.forEach(([key, value], index) => {
    variables[`GIT_CONFIG_KEY_${first + index}`] = key;
    variables[`GIT_CONFIG_VALUE_${first + index}`] = value;
  });
  return variables;
}
