/** Where programs keep a user's things, by platform. Pure: the caller tells of the machine. */

/**
 * The folder of the user's own models, one store for all projects.
 * @param platform as `process.platform` names it.
 * @param env the environment's variables; `LOCALAPPDATA` and `XDG_DATA_HOME` count.
 * @param home the user's home folder, absolute.
 */
export function userModelsFolder(
  platform: string,
  env: Readonly<Record<string, string | undefined>>,
  home: string,
): string {
  if (platform === 'win32') return [env['LOCALAPPDATA'] ?? `${home}\\AppData\\Local`, 'kshot', 'models'].join('\\');
  if (platform === 'darwin') return `${home}/Library/Application Support/kshot/models`;
  return `${env['XDG_DATA_HOME'] ?? `${home}/.local/share`}/kshot/models`;
}
